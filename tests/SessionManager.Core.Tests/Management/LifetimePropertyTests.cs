using FsCheck;
using FsCheck.Fluent;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Management;

/// <summary>Whatever is done to a session in whatever order, its ends hold.</summary>
[Trait("Sec", "15")]
public class LifetimePropertyTests
{
    private enum Step
    {
        Validate,
        Touch,
        Extend,
        Refresh,
        RefreshOld,
        Rotate,
        SetRoles,
        SetMetadata,
        Advance,
        Flush,
        CleanUp,
        Terminate,
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Random_histories_keep_the_ends(bool sliding, bool remember)
    {
        var step =
            from kind in Gen.Frequency(
                (10, Gen.Elements(Enum.GetValues<Step>()[..^1])),
                (6, Gen.Constant(Step.Advance)),
                (1, Gen.Constant(Step.Terminate))
            )
            from amount in Gen.Choose(0, 1_000)
            select (kind, amount);

        Prop.ForAll(step.ArrayOf().Resize(60).ToArbitrary(), steps => Run(sliding, remember, steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(60));
    }

    private static void Run(bool sliding, bool remember, (Step Kind, int Amount)[] steps) =>
        RunAsync(sliding, remember, steps).GetAwaiter().GetResult();

    private static async Task RunAsync(bool sliding, bool remember, (Step Kind, int Amount)[] steps)
    {
        await using var host = SessionHost.Create(options =>
        {
            options.DefaultPolicy.Sliding = sliding;
            options.DefaultPolicy.IdleTimeout = TimeSpan.FromMinutes(10);
            options.DefaultPolicy.AbsoluteLifetime = TimeSpan.FromHours(1);
            options.DefaultPolicy.RememberMeIdleTimeout = TimeSpan.FromMinutes(20);
            options.DefaultPolicy.RememberMeLifetime = TimeSpan.FromHours(2);
            options.Roles["short"] = new()
            {
                AbsoluteLifetime = TimeSpan.FromMinutes(40),
                RememberMeLifetime = TimeSpan.FromMinutes(70),
            };
        });
        var (session, token) = await host.SignInAsync(change: r => r with { RememberMe = remember });
        var walk = new Walk(host, session, token);
        foreach (var (kind, amount) in steps)
            await walk.DoAsync(kind, amount);
    }

    private sealed class Walk(SessionHost host, UserSession first, string token)
    {
        private readonly string _firstToken = token;
        private string _token = token;
        private readonly UserSession _first = first;
        private UserSession _before = first;
        private bool _over;

        public async Task DoAsync(Step kind, int amount)
        {
            var sessions = host.Sessions;
            var id = _first.Id;
            SessionTokensResult? issued = null;
            switch (kind)
            {
                case Step.Validate:
                    await ValidateAsync();
                    break;
                case Step.Touch:
                    Assert.False(await sessions.TouchAsync(id) && _over);
                    break;
                case Step.Extend:
                    await sessions.ExtendAsync(id, TimeSpan.FromSeconds((amount * 20) - 100));
                    break;
                case Step.Refresh:
                    issued = await sessions.RefreshAsync(_token);
                    break;
                case Step.RefreshOld:
                    issued = await sessions.RefreshAsync(_firstToken);
                    break;
                case Step.Rotate:
                    issued = await sessions.RotateAsync(id, amount % 2 == 0 ? ["pwd"] : null);
                    break;
                case Step.SetRoles:
                    issued = await sessions.SetRolesAsync(id, amount % 2 == 0 ? ["short"] : [], null, "root");
                    break;
                case Step.SetMetadata:
                    await sessions.SetMetadataAsync(id, SessionMetadata.Empty.With("n", $"{amount}"));
                    break;
                case Step.Advance:
                    host.Clock.Advance(TimeSpan.FromSeconds(amount * (amount % 5 == 0 ? 1.5 : 0.1)));
                    break;
                case Step.Flush:
                    await host.Runtime.Activity.FlushAsync();
                    break;
                case Step.CleanUp:
                    await sessions.CleanUpAsync();
                    break;
                case Step.Terminate:
                    var end = (await sessions.GetAsync(id))!.Termination;
                    Assert.False(await sessions.TerminateAsync(id, "root", "manual") && end is not null);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(kind));
            }

            if (issued is { Succeeded: true })
            {
                Assert.False(_over, $"{kind} gave tokens for a session that is over.");
                _token = issued.Tokens.Token;
            }

            await CheckAsync(kind);
        }

        private async Task ValidateAsync()
        {
            var verdict = await host.Sessions.ValidateAsync(_token);
            Assert.Equal(!_over, verdict.IsValid);
        }

        private async Task CheckAsync(Step kind)
        {
            var now = host.Now;
            var after = await host.StoredAsync(_first.Id);
            Assert.Equal(_first.CreatedAt, after.CreatedAt);
            Assert.True(after.ExpiresAt <= after.AbsoluteExpiresAt, $"{kind}: the end is past the absolute end.");
            Assert.True(after.AbsoluteExpiresAt <= _before.AbsoluteExpiresAt, $"{kind}: the absolute end moved later.");
            Assert.True(after.LastActivityAt >= _before.LastActivityAt, $"{kind}: activity moved back.");
            Assert.True(after.LastActivityAt <= now, $"{kind}: activity is ahead of the clock.");
            if (_over)
            {
                Assert.False(after.IsLiveAt(now), $"{kind} revived a session that was over.");
                Assert.False((await host.Sessions.ValidateAsync(_token)).IsValid, $"{kind} made an old token good.");
                if (_before.Termination is not null)
                    Assert.Equal(_before.Termination, after.Termination);
            }

            _over |= !after.IsLiveAt(now);
            _before = after;
        }
    }
}
