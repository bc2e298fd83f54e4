using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.Redis.Storage;
using SessionManager.Redis.Tests.Conformance;
using SessionManager.Storage;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Storage;

public sealed class RegistrationTests
{
    [Fact]
    public async Task A_host_without_a_connection_does_not_start_and_says_what_to_register()
    {
        using var host = Host(static builder => builder.UseRedisStorage(), connection: null);

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("services.AddSingleton<IConnectionMultiplexer>", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a{b")]
    [InlineData("a}b")]
    [InlineData("a\nb")]
    public async Task A_prefix_that_would_move_keys_is_refused(string prefix)
    {
        using var host = Host(
            builder => builder.UseRedisStorage(o => o.KeyPrefix = prefix),
            (await Connections.ToServerAsync())[0]
        );

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("RedisSessionStorageOptions.KeyPrefix", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_out_of_range_are_named()
    {
        using var host = Host(
            static builder =>
                builder.UseRedisStorage(o =>
                {
                    o.Database = -2;
                    o.RememberedRecords = -1;
                    o.KeepEndedFor = TimeSpan.FromSeconds(-1);
                }),
            (await Connections.ToServerAsync())[0]
        );

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        foreach (var option in new[] { "Database", "RememberedRecords", "KeepEndedFor" })
            Assert.Contains($"RedisSessionStorageOptions.{option}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_storage_is_the_last_one_chosen()
    {
        using var host = Host(
            static builder => builder.UseMemoryStorage().UseRedisStorage(),
            (await Connections.ToServerAsync())[0]
        );

        Assert.IsType<RedisSessionStorage>(host.Services.GetRequiredService<ISessionStorage>());
    }

    private static IHost Host(
        Action<SessionManager.DependencyInjection.ISessionManagerBuilder> configure,
        IConnectionMultiplexer? connection
    )
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(
            new() { Configuration = new ConfigurationManager() }
        );
        configure(builder.Services.AddSessionManager());
        if (connection is not null)
            builder.Services.AddSingleton(connection); // not the container's to dispose
        return builder.Build();
    }
}
