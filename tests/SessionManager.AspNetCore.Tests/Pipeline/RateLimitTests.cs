using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Tests.Pipeline;

public sealed class RateLimitTests
{
    [Fact]
    [Trait("Req", "2.21")]
    public async Task The_hosts_rate_limiter_stands_before_the_endpoints_that_hand_out_tokens()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = static services =>
                    services.AddRateLimiter(static options =>
                        options
                            .AddFixedWindowLimiter(
                                "tokens",
                                static limit =>
                                {
                                    limit.PermitLimit = 2;
                                    limit.Window = TimeSpan.FromHours(1);
                                }
                            )
                            .AnswerWithSessionProblem()
                    ),
                Pipeline = static app =>
                {
                    app.UseSessionManager();
                    app.UseRateLimiter();
                },
                Endpoints = static app =>
                    app.MapSessions(configure: static options =>
                    {
                        options.RateLimiterPolicy = "tokens";
                        options.CreateSession = static context => new(new SessionCreateRequest(context.UserId));
                    }),
            }
        );
        var (_, token) = await host.OpenAsync();
        for (var i = 0; i < 2; i++)
        {
            var created = await host.SendBodyAsync(
                HttpMethod.Post,
                "/sessions/create",
                "{}",
                Credentials.Bearer(token)
            );
            Assert.Equal(HttpStatusCode.OK, created.Status);
        }

        var limited = await host.SendBodyAsync(HttpMethod.Post, "/sessions/create", "{}", Credentials.Bearer(token));
        limited.AssertProblem(HttpStatusCode.TooManyRequests);
        Assert.Equal("3600", limited.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/sessions", Credentials.Bearer(token))).Status);
    }
}
