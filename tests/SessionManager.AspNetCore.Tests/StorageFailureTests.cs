using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Audit;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

public sealed class StorageFailureTests
{
    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    [Trait("Sec", "35")]
    [Trait("Req", "2.21")]
    public async Task While_the_storage_is_down_only_what_needs_it_fails(string transport)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync("alice", "admin");
        var credential = Credentials.By(transport, token);
        using (host.Storage.Fail())
        {
            Assert.Equal("hello", (await host.GetAsync("/anonymous", credential)).Body);
            Assert.Equal("nobody", (await host.GetAsync("/optional", credential)).Body);
            Assert.Equal("nobody", (await host.GetAsync("/user", credential)).Body);
            foreach (var path in new[] { "/me", "/authorized", "/attribute", "/admin" })
            {
                var answer = await host.GetAsync(path, credential);
                answer.AssertProblem(HttpStatusCode.ServiceUnavailable);
                Assert.Empty(answer.SetCookies);
            }

            foreach (var path in new[] { "/logout", "/login?user=alice" })
            {
                var answer = await host.PostAsync(path, credential);
                answer.AssertProblem(HttpStatusCode.ServiceUnavailable);
                Assert.Empty(answer.SetCookies);
            }

            var anonymous = await host.PostAsync("/login?user=alice");
            anonymous.AssertProblem(HttpStatusCode.ServiceUnavailable);
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie("x"))).Status);
            Assert.Equal("False", (await host.PostAsync("/logout")).Body);
        }

        Assert.Equal("alice", (await host.GetAsync("/me", credential)).Body);
    }

    [Theory]
    [InlineData(StorageOperation.Terminate, "/logout")]
    [InlineData(StorageOperation.Terminate, "/login?user=alice")]
    [InlineData(StorageOperation.Insert, "/login?user=alice")]
    [InlineData(StorageOperation.Insert, "/login?user=alice&token=true")]
    public async Task A_write_that_fails_changes_no_cookie_and_claims_no_success(StorageOperation fails, string path)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        using (host.Storage.Fail(fails))
        {
            var answer = await host.PostAsync(path, Credentials.Cookie(token));
            answer.AssertProblem(HttpStatusCode.ServiceUnavailable);
            Assert.Empty(answer.SetCookies);
        }

        var lives = fails == StorageOperation.Terminate ? HttpStatusCode.OK : HttpStatusCode.Unauthorized;
        Assert.Equal(lives, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
    }

    [Fact]
    public async Task An_endpoint_behind_which_the_storage_fails_answers_503()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Endpoints = app =>
                {
                    app.MapGet(
                        "/at-once",
                        (HttpContext http) =>
                        {
                            http.Response.ContentType = "text/csv";
                            http.Response.Headers.ETag = "\"1\"";
                            http.Response.StatusCode = StatusCodes.Status206PartialContent;
                            throw new SessionStorageException("The storage is told to fail.");
                        }
                    );
                    app.MapGet("/strict", () => Fail(new SessionAuditException("No trail.")));
                    app.MapGet("/other", () => Fail(new InvalidOperationException("The host's own.")));
                    app.MapGet(
                        "/begun",
                        async (HttpContext http) =>
                        {
                            await http.Response.WriteAsync("begun");
                            await http.Response.Body.FlushAsync();
                            throw new SessionStorageException("Too late to say so.");
                        }
                    );
                },
            }
        );
        var (_, token) = await host.OpenAsync();
        using (host.Storage.Fail(StorageOperation.GetStatistics))
            (await host.GetAsync("/count", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.ServiceUnavailable);
        var atOnce = await host.GetAsync("/at-once");
        atOnce.AssertProblem(HttpStatusCode.ServiceUnavailable);
        Assert.Null(atOnce.Header("ETag"));
        (await host.GetAsync("/strict")).AssertProblem(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.GetAsync("/other")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.GetAsync("/begun"));
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_storage_that_hangs_is_not_waited_for_for_ever()
    {
        await using var host = await TestHost.StartAsync(
            new() { RealTime = true, Sessions = options => options.StorageTimeout = TimeSpan.FromMilliseconds(200) }
        );
        var (_, token) = await host.OpenAsync();
        using (host.Storage.Hold())
        {
            var watch = Stopwatch.StartNew();
            (await host.GetAsync("/me", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.ServiceUnavailable);
            Assert.Equal("hello", (await host.GetAsync("/anonymous", Credentials.Cookie(token))).Body);
            var logout = await host.PostAsync("/logout", Credentials.Cookie(token));
            logout.AssertProblem(HttpStatusCode.ServiceUnavailable);
            Assert.Empty(logout.SetCookies);
            (await host.PostAsync("/login?user=bob")).AssertProblem(HttpStatusCode.ServiceUnavailable);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }

        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_read_ends_with_the_client_that_asked()
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var cancelled = new TaskCompletionSource();
        var rule = host.Storage.Before(
            StorageOperation.Find,
            async cancellation =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    cancelled.SetResult();
                }
            }
        );
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(host.Address.Host, host.Address.Port);
            var request = $"GET /me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
            await rule.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task<string> Fail(Exception exception)
    {
        await Task.Yield();
        throw exception;
    }
}
