using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>Who may see and do what.</summary>
public sealed class AdminAccessTests : AdminTest, IDisposable
{
    private readonly AuditDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/api/sessions")]
    [InlineData("GET", "/api/overview")]
    [InlineData("GET", "/api/audit")]
    [InlineData("POST", "/api/audit/verify")]
    [InlineData("POST", "/api/end")]
    [Trait("Req", "0.20")]
    public async Task Only_an_admin_finds_anything_here(string method, string path)
    {
        await StartAdminAsync();
        var before = await OpenSessionAsync(1);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(null, method, path)).Status);
        var (_, token) = await Host.OpenAsync("alice", "auditor");
        var answer = await SendAsync(token, method, path);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.DoesNotContain("user-1", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("admin.js", answer.Body, StringComparison.Ordinal);
        Assert.True((await Host.Sessions.GetAsync(before.Id))!.IsLiveAt(TimeProvider.System.GetUtcNow()));

        var (_, admin) = await Host.OpenAsync("root", "admin");
        Assert.NotEqual(HttpStatusCode.NotFound, (await SendAsync(admin, method, path)).Status);
    }

    [Fact]
    public async Task The_hosts_own_admin_roles_count_and_no_others()
    {
        await StartAdminAsync(
            new()
            {
                Sessions = static options =>
                {
                    options.AdminRoles.Clear();
                    options.AdminRoles.Add("operator");
                },
            }
        );
        var (_, admin) = await Host.OpenAsync("root", "admin");
        var (_, operating) = await Host.OpenAsync("olga", "operator");
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(admin, "GET", "/api/overview")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(operating, "GET", "/api/overview")).Status);
    }

    [Fact]
    public async Task A_page_of_another_origin_ends_nothing()
    {
        await StartAdminAsync();
        await OpenSessionAsync(1);
        var (_, token) = await Host.OpenAsync("root", "admin");
        var answer = await SendAsync(token, "POST", "/api/end", """{"user_id":"user-1"}""", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal(2, await CountLiveAsync());
    }

    [Fact]
    public async Task A_page_that_is_left_open_does_not_keep_its_session_alive()
    {
        await StartAdminAsync(
            new() { Sessions = static options => options.ActivityInterval = TimeSpan.FromMilliseconds(1) }
        );
        var (passive, watching) = await Host.OpenAsync("root", "admin");
        var (active, searching) = await Host.OpenAsync("chief", "admin");
        await Task.Delay(20);
        await SendAsync(watching, "GET", "/api/overview");
        await SendAsync(searching, "GET", "/api/sessions");
        // Use is written in the background, in the order in which it came.
        for (var turn = 0; turn < Turns && await LastUseAsync(active) == active.LastActivityAt; turn++)
            await Task.Delay(25);
        Assert.NotEqual(active.LastActivityAt, await LastUseAsync(active));
        Assert.Equal(passive.LastActivityAt, await LastUseAsync(passive));
    }

    private async Task<DateTimeOffset> LastUseAsync(UserSession session) =>
        (await Host.Sessions.GetAsync(session.Id))!.LastActivityAt;

    [Fact]
    public async Task A_fresh_sign_in_can_be_asked_for()
    {
        await StartAdminAsync(
            new()
            {
                Endpoints = static app => app.MapSessionAdmin(AdminPath).RequireFreshSession(TimeSpan.FromTicks(1)),
            }
        );
        var (_, token) = await Host.OpenAsync("root", "admin");
        var answer = await SendAsync(token, "POST", "/api/end", """{"user_id":"user-1"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains("insufficient_user_authentication", answer.Body, StringComparison.Ordinal);
    }

    /// <summary>A filter of the host's that answers in its own way leaves no verification "running" for ever.</summary>
    [Fact]
    public async Task A_verification_whose_answer_is_replaced_is_none()
    {
        var replaces = true;
        await StartAdminAsync(
            _database.Setup() with
            {
                Endpoints = app =>
                    app.MapSessionAdmin(AdminPath)
                        .AddEndpointFilter(
                            async (context, next) =>
                            {
                                var answer = await next(context);
                                return replaces ? Results.NoContent() : answer;
                            }
                        ),
            }
        );
        await _database.CreateAsync(Host.Services);
        var (_, token) = await Host.OpenAsync("root", "admin");
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(token, "POST", "/api/audit/verify")).Status);
        replaces = false;

        for (var time = 0; time < 2; time++)
        {
            var answer = await SendAsync(token, "POST", "/api/audit/verify");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains("intact", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/api/sessions?status=gone")]
    [InlineData("/api/sessions?device=toaster")]
    [InlineData("/api/sessions?from=yesterday")]
    [InlineData("/api/sessions?limit=201")]
    [InlineData("/api/sessions?limit=0")]
    [InlineData("/api/sessions?after=somewhere")]
    public async Task A_filter_that_cannot_be_read_is_refused(string path)
    {
        await StartAdminAsync();
        var (_, token) = await Host.OpenAsync("root", "admin");
        var answer = await SendAsync(token, "GET", path);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.True(answer.Json().TryGetProperty("errors", out _));
    }

    [Theory]
    [InlineData("/api/sessions?user=user-3", 1)]
    [InlineData("/api/sessions?ip=203.0.113.4", 1)]
    [InlineData("/api/sessions?device=tablet", 2)]
    [InlineData("/api/sessions?location=hamburg", 1)]
    [InlineData("/api/sessions?status=terminated", 1)]
    [InlineData("/api/sessions?status=all", 11)]
    [InlineData("/api/sessions?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", 0)]
    [InlineData("/api/sessions", 10)]
    [Trait("Req", "0.14")]
    public async Task Each_filter_finds_what_it_says(string path, int count)
    {
        await StartAdminAsync();
        await OpenManyAsync(10);
        var last = await OpenSessionAsync(10, "user-0");
        await Host.Sessions.TerminateAsync(last.Id, "user-0", SessionEndReasons.UserLogout);
        var (own, token) = await Host.OpenAsync("root", "admin");
        var found = (await SendAsync(token, "GET", path)).Json().GetProperty("sessions").EnumerateArray();
        Assert.Equal(count, found.Count(row => row.GetProperty("id").GetString() != own.Id.ToString()));
    }

    private async Task<Answer> SendAsync(
        string? token,
        string method,
        string path,
        string body = "{}",
        string? origin = null
    )
    {
        using var client = Host.CreateClient();
        using var request = new HttpRequestMessage(new(method), AdminPath + path);
        if (token is not null)
            request.Headers.Add("Cookie", $"__Host-session={token}");
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (method == "POST")
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
