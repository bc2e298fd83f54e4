using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using SessionManager.Redis.FastTier;
using SessionManager.Storage.Tiered;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.FastTier;

public class RedisCacheRegistrationTests
{
    [Fact]
    public void The_fast_tier_is_the_hosts_redis()
    {
        using var host = Host(static options => options.MaxAge = TimeSpan.FromMinutes(2));

        host.GetRequiredService<IStartupValidator>().Validate();

        Assert.IsType<RedisFastTier>(host.GetRequiredService<ISessionFastTier>());
        Assert.Equal(TimeSpan.FromMinutes(2), host.GetRequiredService<ISessionFastTier>().MaxAge);
    }

    [Theory]
    [InlineData("", 0, 300, "KeyPrefix")]
    [InlineData("a{b", 0, 300, "KeyPrefix")]
    [InlineData("a b", 0, 300, "KeyPrefix")]
    [InlineData("a\nb", 0, 300, "KeyPrefix")]
    [InlineData("sm", -2, 300, "Database")]
    [InlineData("sm", 0, 0, "MaxAge")]
    [InlineData("sm", 0, 86_401, "MaxAge")]
    public void A_wrong_option_stops_the_start(string prefix, int database, int seconds, string named)
    {
        using var host = Host(options =>
        {
            options.KeyPrefix = prefix;
            options.Database = database;
            options.MaxAge = TimeSpan.FromSeconds(seconds);
        });

        var exception = StartFailure(host);
        Assert.Contains($"RedisCacheOptions.{named}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_connection_stops_the_start_and_names_the_fix()
    {
        using var host = Host(null, connected: false);

        var exception = StartFailure(host);

        Assert.Contains("AddSingleton<IConnectionMultiplexer>", exception.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(() => host.GetRequiredService<ISessionFastTier>());
    }

    /// <summary>The change feed takes its name from these options, and nevertheless what is wrong is told once.</summary>
    private static OptionsValidationException StartFailure(ServiceProvider host)
    {
        var exception = Assert.Throws<OptionsValidationException>(() =>
            host.GetRequiredService<IStartupValidator>().Validate()
        );
        Assert.Single(exception.Failures);
        return exception;
    }

    private static ServiceProvider Host(Action<RedisCacheOptions>? configure, bool connected = true)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        if (connected)
            services.AddSingleton(Mock.Of<IConnectionMultiplexer>());
        services.AddSessionManager().UseRedisCache(configure);
        return services.BuildServiceProvider();
    }
}
