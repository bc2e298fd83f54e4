using System.Net;
using Microsoft.AspNetCore.Builder;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests.Pipeline;

public sealed class ActivityOptOutTests
{
    [Theory]
    [InlineData("/poll", true, false)]
    [InlineData("/group/poll", true, false)]
    [InlineData("/me", true, true)]
    [InlineData("/me", false, false)]
    [Trait("Req", "2.2")]
    public async Task Polling_does_not_keep_a_session_alive(string path, bool automatic, bool alive)
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Http = options => options.AutomaticActivity = automatic,
                Endpoints = static app =>
                {
                    app.MapGet("/poll", static () => "nothing new").RequireSession().WithoutSessionActivity();
                    app.MapGroup("/group")
                        .WithoutSessionActivity()
                        .MapGet("/poll", static () => "nothing new")
                        .RequireSession();
                },
            }
        );
        var (session, token) = await host.OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(10));
            var status = (await host.GetAsync(path, Credentials.Cookie(token))).Status;
            var over = !alive && host.Time.GetUtcNow() >= session.ExpiresAt;
            Assert.Equal(over ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, status);
        }
    }
}
