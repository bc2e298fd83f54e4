using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;

namespace SessionManager.Core.Tests.Sessions;

public sealed class RefreshAtTests
{
    [Fact]
    [Trait("Req", "1.6")]
    public async Task A_session_says_from_when_on_to_renew_it()
    {
        await using var standard = SessionHost.Create();
        await using var own = SessionHost.Create(options =>
            options.Roles["user"] = new() { RefreshThreshold = TimeSpan.FromMinutes(2) }
        );

        var first = (await standard.Sessions.CreateAsync(new SessionCreateRequest("alice"))).Session!;
        var second = (await own.Sessions.CreateAsync(new("alice") { Roles = ["user"] })).Session!;

        Assert.Equal(first.ExpiresAt - TimeSpan.FromMinutes(5), first.RefreshAt);
        Assert.Equal(second.ExpiresAt - TimeSpan.FromMinutes(2), second.RefreshAt);
    }
}
