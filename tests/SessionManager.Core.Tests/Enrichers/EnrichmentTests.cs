using Microsoft.Extensions.DependencyInjection;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Enrichers;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Enrichers;

/// <summary>An enricher adds, and never stops a sign-in.</summary>
public class EnrichmentTests
{
    [Fact]
    [Trait("Req", "3.17")]
    public async Task Enrichers_work_one_after_the_other_on_what_those_before_left()
    {
        await using var host = With(
            (context, _) =>
            {
                context.Location = new() { City = "Bern" };
                context.Risk = new() { Score = 1 };
                return default;
            },
            (context, _) =>
            {
                Assert.Equal("Bern", context.Session.Location?.City);
                context.Risk = new() { Score = context.Risk!.Score + 1, Reasons = ["new_device"] };
                context.Device = new() { Name = "Toaster" };
                return default;
            }
        );

        var (session, _) = await host.SignInAsync();

        Assert.Equal(("Bern", 2, "Toaster"), (session.Location?.City, session.Risk?.Score, session.Device.Name));
        Assert.Equal(session, await host.StoredAsync(session.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_throws_is_left_out_with_all_it_set(bool later)
    {
        await using var host = With(
            async (context, _) =>
            {
                context.Location = new() { City = "Atlantis" };
                if (later)
                    await Task.Yield();
                throw new InvalidOperationException("lookup failed");
            },
            (context, _) =>
            {
                context.Risk = new() { Score = 7 };
                return default;
            }
        );

        var (session, _) = await host.SignInAsync();

        Assert.Null(session.Location);
        Assert.Equal(7, session.Risk?.Score);
        var entry = Assert.Single(host.Logs.Named("SessionEnricherLeftOut"));
        Assert.Contains(nameof(Enricher), entry.Message, StringComparison.Ordinal);
        Assert.Contains(session.Id.ToString(), entry.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(entry.Exception);
    }

    [Fact]
    public async Task One_that_hangs_is_left_in_time_and_told_to_stop()
    {
        var told = Patience.Signal();
        var reached = Patience.Signal();
        await using var host = With(
            async (_, token) =>
            {
                token.Register(told.SetResult);
                reached.SetResult();
                await Patience.Signal().Task;
            }
        );

        var signIn = host.SignInAsync();
        await reached.Task.WaitAsync(Patience.Limit);
        host.Clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(signIn.IsCompleted);
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await signIn.WaitAsync(Patience.Limit);

        await told.Task.WaitAsync(Patience.Limit);
        Assert.IsType<TimeoutException>(Assert.Single(host.Logs.Named("SessionEnricherLeftOut")).Exception);
    }

    [Fact]
    public async Task One_that_comes_back_late_writes_where_nobody_looks()
    {
        var held = Patience.Signal();
        var reached = Patience.Signal();
        var wrote = Patience.Signal();
        SessionEnrichmentContext? late = null;
        await using var host = With(
            async (context, _) =>
            {
                late = context;
                reached.SetResult();
                await held.Task;
                context.Location = new() { City = "Atlantis" };
                wrote.SetResult();
            }
        );
        var signIn = host.SignInAsync();
        await reached.Task.WaitAsync(Patience.Limit);
        host.Clock.Advance(TimeSpan.FromMilliseconds(500));
        var (session, _) = await signIn.WaitAsync(Patience.Limit);

        held.SetResult();
        await wrote.Task.WaitAsync(Patience.Limit);

        Assert.Equal("Atlantis", late!.Location?.City);
        Assert.Null(session.Location);
        Assert.Null((await host.StoredAsync(session.Id)).Location);
    }

    [Fact]
    public async Task A_cancellation_of_the_enrichers_own_is_its_failure()
    {
        await using var host = With((_, _) => throw new TaskCanceledException("own timeout"));

        await host.SignInAsync();

        Assert.Single(host.Logs.Named("SessionEnricherLeftOut"));
    }

    [Fact]
    public async Task No_device_is_the_unknown_device()
    {
        await using var host = With(
            (context, _) =>
            {
                context.Device = null!;
                return default;
            }
        );

        Assert.Equal(DeviceInfo.Unknown, (await host.SignInAsync()).Session.Device);
    }

    [Fact]
    public async Task The_no_op_enricher_adds_nothing()
    {
        await using var host = SessionHost.Create(build: builder => builder.AddEnricher(_ => new NoOpEnricher()));
        var (session, _) = await host.SignInAsync();
        await new NoOpEnricher().EnrichAsync(new SessionEnrichmentContext(session), default);

        Assert.Equal((DeviceInfo.Unknown, null, null), (session.Device, session.Location, session.Risk));
    }

    private static SessionHost With(params Func<SessionEnrichmentContext, CancellationToken, ValueTask>[] enrichers) =>
        SessionHost.Create(build: builder =>
        {
            foreach (var enricher in enrichers)
                builder.AddEnricher(_ => new Enricher(enricher));
        });

    private sealed class Enricher(Func<SessionEnrichmentContext, CancellationToken, ValueTask> act) : ISessionEnricher
    {
        public ValueTask EnrichAsync(SessionEnrichmentContext context, CancellationToken cancellationToken) =>
            act(context, cancellationToken);
    }
}
