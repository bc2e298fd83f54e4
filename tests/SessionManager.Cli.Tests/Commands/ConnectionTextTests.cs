using Npgsql;
using SessionManager.Cli.Connections;

namespace SessionManager.Cli.Tests.Commands;

/// <summary>What becomes of a URL before the driver reads it.</summary>
[Trait("Req", "4.13")]
public sealed class ConnectionTextTests
{
    [Theory]
    [InlineData("sslmode=verify-full", SslMode.VerifyFull)]
    [InlineData("SSLMode=Verify-CA", SslMode.VerifyCA)]
    [InlineData("SSL%20Mode=verify-full", SslMode.VerifyFull)]
    [InlineData("SSL Mode=require", SslMode.Require)]
    public void The_word_of_libpq_for_the_encryption_is_read(string option, SslMode mode) =>
        Assert.Equal(mode, Read(option).SslMode);

    [Fact]
    public void Every_other_value_is_kept_as_it_is_written()
    {
        var read = Read("Application%20Name=night-shift&Root%20Certificate=%2Fetc%2Fca-7.crt&Search%20Path=my-app");
        Assert.Equal("night-shift", read.ApplicationName);
        Assert.Equal("/etc/ca-7.crt", read.RootCertificate);
        Assert.Equal("my-app", read.SearchPath);
    }

    private static NpgsqlConnectionStringBuilder Read(string query)
    {
        var url = "postgres://app@db-1.example:5432/my-db?" + query;
        var read = new NpgsqlConnectionStringBuilder(
            ConnectionText.Read(StorageProvider.PostgreSql, url, schema: null).Text
        );
        Assert.Equal(("db-1.example", "my-db"), (read.Host, read.Database));
        return read;
    }
}
