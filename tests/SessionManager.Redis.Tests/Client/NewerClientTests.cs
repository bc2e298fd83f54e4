using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Client;

/// <summary>
/// We compile against an old client so that hosts may bring any: what we call must be there in what they bring.
/// </summary>
public sealed class NewerClientTests
{
    private const string Client = "StackExchange.Redis";

    [Theory]
    [InlineData("2.13.23")]
    [InlineData("3.4.35")]
    public void All_that_we_call_is_in_newer_clients(string version)
    {
        var asked = AssemblyMembers.Asked(typeof(RedisFailure).Assembly.Location, Client);

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(Offered(version)));
    }

    // The same reading of this assembly, which calls what newer clients dropped.
    [Theory]
    [InlineData("2.13.23")]
    [InlineData("3.4.35")]
    public void What_newer_clients_dropped_is_noticed(string version)
    {
        var missing = AssemblyMembers
            .Asked(typeof(NewerClientTests).Assembly.Location, Client)
            .Except(Offered(version))
            .ToList();

        Assert.Contains("StackExchange.Redis.IProfiler", missing);
        Assert.Contains(missing, name => name.Contains("::RegisterProfiler", StringComparison.Ordinal));
    }

    [Fact]
    public void What_we_compile_against_has_it_all() =>
        Assert.Empty(
            AssemblyMembers
                .Asked(typeof(NewerClientTests).Assembly.Location, Client)
                .Except(AssemblyMembers.Offered(typeof(IDatabase).Assembly.Location))
        );

    internal static void CallWhatWasDropped(IConnectionMultiplexer client, IProfiler profiler) =>
        client.RegisterProfiler(profiler);

    private static HashSet<string> Offered(string version) =>
        AssemblyMembers.Offered(Path.Combine(AppContext.BaseDirectory, "clients", version, $"{Client}.dll"));
}
