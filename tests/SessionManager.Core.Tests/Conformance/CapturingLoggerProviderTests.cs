using Microsoft.Extensions.Logging;
using SessionManager.Testing.Logging;

namespace SessionManager.Core.Tests.Conformance;

public sealed class CapturingLoggerProviderTests
{
    [Theory]
    [InlineData("in the message")]
    [InlineData("in a value that the message leaves out")]
    [InlineData("in a scope")]
    [InlineData("in a scope's value")]
    [InlineData("in the exception")]
    [InlineData("in an inner exception")]
    public void A_secret_is_found_wherever_it_is_logged(string where)
    {
        const string canary = "canary-7f3a";
        using var logs = new CapturingLoggerProvider();
        using var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        var logger = factory.CreateLogger("test");
        var exception = where switch
        {
            "in the exception" => new InvalidOperationException(canary),
            "in an inner exception" => new InvalidOperationException("outer", new TimeoutException(canary)),
            _ => null,
        };
        object scope = where switch
        {
            "in a scope" => $"request {canary}",
            "in a scope's value" => new Dictionary<string, object?>(StringComparer.Ordinal) { ["token"] = canary },
            _ => "request",
        };
        KeyValuePair<string, object?>[] values =
            where == "in a value that the message leaves out" ? [new("token", canary)] : [];

        using (logger.BeginScope(scope))
        {
            logger.Log(
                LogLevel.Trace,
                new EventId(1, "Test"),
                values,
                exception,
                (_, _) => where == "in the message" ? $"token {canary}" : "nothing"
            );
        }

        Assert.Contains(canary, logs.Text, StringComparison.Ordinal);
        Assert.Single(logs.Entries);
    }

    [Fact]
    public void It_serves_as_the_factory()
    {
        using var logs = new CapturingLoggerProvider();

        logs.CreateLogger("test").LogTrace("hello {Name}", "world");

        Assert.Contains("hello world", logs.Text, StringComparison.Ordinal);
    }
}
