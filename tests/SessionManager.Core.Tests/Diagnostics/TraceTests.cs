using System.Collections.Concurrent;
using System.Diagnostics;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Diagnostics;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Diagnostics;

public class TraceTests
{
    [Fact]
    public async Task Each_change_is_a_span_and_a_validation_is_none()
    {
        var spans = new ConcurrentQueue<string>();
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SessionManagerDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId == root.TraceId)
                    spans.Enqueue(span.OperationName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = SessionHost.Create();

        var (session, token) = await host.SignInAsync();
        await host.JudgeAsync(token);
        await host.Sessions.RefreshAsync(token);
        await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout);
        await host.Sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll);
        await host.Sessions.CleanUpAsync();

        Assert.Equal(
            [
                "SessionManager.Create",
                "SessionManager.Refresh",
                "SessionManager.Terminate",
                "SessionManager.TerminateAll",
                "SessionManager.CleanUp",
            ],
            spans
        );
    }

    [Fact]
    public void The_names_to_collect_under_are_these()
    {
        Assert.Equal("SessionManager", SessionManagerDiagnostics.MeterName);
        Assert.Equal("SessionManager", SessionManagerDiagnostics.ActivitySourceName);
    }
}
