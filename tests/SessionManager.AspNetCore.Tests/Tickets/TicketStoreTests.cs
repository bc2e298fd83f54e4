using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.AspNetCore.Tests.SignalR;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.Tickets;

public sealed class TicketStoreTests
{
    [Fact]
    [Trait("Sec", "18")]
    [Trait("Req", "2.26")]
    public async Task A_sign_in_by_cookie_authentication_is_listed_and_ended()
    {
        await using var host = await TicketHost.StartAsync();
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));
        var phone = TicketHost.Cookie(await host.SignInAsync("alice", headers: ("User-Agent", "Phone/1.0")));
        var me = (await host.GetAsync("/ticket/me", cookie)).Body;
        Assert.Equal("sub=alice name=alice role=clerk department=canary-7", me);
        Assert.Equal("alice", (await host.GetAsync("/me", cookie)).Body);

        var list = (await host.GetAsync("/sessions", cookie)).Json().GetProperty("sessions").EnumerateArray().ToArray();
        Assert.Equal(2, list.Length);
        var other = Assert.Single(list, static row => !row.GetProperty("is_current").GetBoolean());
        Assert.Equal("Phone/1.0", other.GetProperty("user_agent").GetString());
        Assert.Equal("127.0.0.1", other.GetProperty("ip_address").GetString());
        Assert.Equal("clerk", other.GetProperty("roles")[0].GetString());
        Assert.Empty(other.GetProperty("metadata").EnumerateObject());

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await host.DeleteAsync($"/sessions/{other.GetProperty("id").GetString()}", cookie)).Status
        );
        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/ticket/me", phone)).Status);
        (await host.GetAsync("/me", phone)).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/ticket/me", cookie)).Status);
    }

    [Fact]
    [Trait("Sec", "2")]
    public async Task What_is_stored_shows_no_claim_and_what_the_browser_has_is_no_token()
    {
        await using var host = await TicketHost.StartAsync();
        var signIn = await host.SignInAsync("alice");
        var value = Credentials.TokenOf(signIn, TicketHost.Name);
        Assert.InRange(value.Length, 1, 1024);
        var session = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
        Assert.DoesNotContain("canary-7", session.Metadata.ToJson(), StringComparison.Ordinal);
        (await host.GetAsync("/me", Credentials.Bearer(value))).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.DoesNotContain("canary-7", host.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Sec", "6")]
    public async Task A_sign_in_gets_a_new_session_though_the_browser_has_an_old_cookie()
    {
        await using var host = await TicketHost.StartAsync();
        var planted = TicketHost.Cookie(await host.SignInAsync("mallory"));
        var signedIn = TicketHost.Cookie(await host.SignInAsync("alice", headers: planted));
        Assert.Contains("sub=alice", (await host.GetAsync("/ticket/me", signedIn)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/ticket/me", planted)).Status);
        var sessions = (await host.Sessions.QueryAsync(new())).Sessions;
        Assert.Equal(2, sessions.Count);
        var before = Assert.Single(sessions, static session => session.UserId == "mallory");
        Assert.Equal(SessionDefaults.ReplacedBySignIn, before.Termination!.Reason);
    }

    [Fact]
    [Trait("Sec", "22")]
    public async Task A_sign_out_ends_the_session_and_an_anonymous_one_writes_nothing()
    {
        await using var host = await TicketHost.StartAsync();
        await host.PostAsync("/ticket/logout");
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Terminate));
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));
        Assert.Equal("", Credentials.TokenOf(await host.PostAsync("/ticket/logout", cookie), TicketHost.Name));
        var session = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
        Assert.Equal(SessionEndReasons.UserLogout, session.Termination!.Reason);
        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/ticket/me", cookie)).Status);
    }

    /// <summary>Whichever way a ticket's session is ended by its own user, its cookie goes as by the scheme's own sign-out.</summary>
    [Theory]
    [InlineData("sign out")]
    [InlineData("sign out elsewhere")]
    [InlineData("end")]
    [InlineData("end all")]
    [InlineData("sign in")]
    [InlineData("sign in for a token")]
    [Trait("Sec", "22")]
    public async Task The_cookie_goes_with_its_session(string how)
    {
        var told = new ToldEvents.Log();
        await using var host = await TicketHost.StartAsync(
            cookie =>
            {
                cookie.Cookie.Path = "/";
                cookie.Events = new ToldEvents(told);
            },
            endpoints: static app =>
            {
                app.MapPost("/end", static async (HttpContext http) => await http.SignOutSessionAsync());
                app.MapPost(
                    "/forwarded",
                    static (HttpContext http) => http.SignOutAsync(SessionDefaults.AuthenticationScheme)
                );
                app.MapPost(
                    "/open",
                    static async (HttpContext http, SessionTransport transport) =>
                        await http.SignInSessionAsync("alice", transport: transport)
                );
            }
        );
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));
        var id = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions).Id;

        var answer = how switch
        {
            "sign out" => await host.PostAsync("/end", cookie),
            "sign out elsewhere" => await host.PostAsync("/forwarded", cookie),
            "end" => await host.DeleteAsync($"/sessions/{id}", cookie),
            "end all" => await host.DeleteAsync("/sessions/user/alice", cookie),
            "sign in" => await host.PostAsync("/open?transport=Cookie", cookie),
            _ => await host.PostAsync("/open?transport=Token", cookie),
        };

        Assert.InRange((int)answer.Status, 200, 204);
        Assert.Equal("", Credentials.TokenOf(answer, TicketHost.Name));
        Assert.Equal(how == "sign in" ? 2 : 1, answer.SetCookies.Count);
        Assert.Equal(1, told.Of("signing out"));
        Assert.NotNull((await host.Sessions.GetAsync(id))!.Termination);
    }

    /// <summary>Neither asks the other for ever.</summary>
    [Fact]
    [Trait("Sec", "22")]
    public async Task A_scheme_that_forwards_its_sign_outs_to_the_session_ends_it()
    {
        await using var host = await TicketHost.StartAsync(static cookie =>
            cookie.ForwardSignOut = SessionDefaults.AuthenticationScheme
        );
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/ticket/logout", cookie)).Status);

        Assert.NotNull(Assert.Single((await host.Sessions.QueryAsync(new())).Sessions).Termination);
    }

    [Fact]
    [Trait("Sec", "35")]
    public async Task A_storage_out_of_reach_is_503_and_the_cookie_is_kept()
    {
        await using var host = await TicketHost.StartAsync();
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));
        using (host.Storage.Fail())
        {
            foreach (var path in new[] { "/ticket/me", "/me", "/sessions" })
            {
                var answer = await host.GetAsync(path, cookie);
                answer.AssertProblem(HttpStatusCode.ServiceUnavailable);
                Assert.Empty(answer.SetCookies);
            }

            Assert.Equal("hello", (await host.GetAsync("/anonymous", cookie)).Body);
            (await host.SignInAsync("bob")).AssertProblem(HttpStatusCode.ServiceUnavailable);
        }

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/ticket/me", cookie)).Status);
    }

    [Fact]
    [Trait("Sec", "20")]
    public async Task A_user_whom_the_host_does_not_let_in_any_more_is_out_at_once()
    {
        var users = new Stamps();
        await using var host = await TicketHost.StartAsync(users: users);
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));
        var bob = TicketHost.Cookie(await host.SignInAsync("bob"));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/ticket/me", cookie)).Status);
        users.Refused = "alice";
        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/ticket/me", cookie)).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/ticket/me", bob)).Status);
        users.Refused = null;
        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/ticket/me", cookie)).Status);
        Assert.Equal("canary-7", users.Department);
    }

    /// <summary>
    /// Identity's RefreshSignInAsync signs in again with the properties of the old ticket: a new session, whether the host's
    /// events are an object or a service, and each event asks the host's own.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "6")]
    public async Task Signing_in_again_with_the_old_properties_rotates(bool byType)
    {
        var told = new ToldEvents.Log();
        await using var host = await TicketHost.StartAsync(
            cookie =>
            {
                if (byType)
                    cookie.EventsType = typeof(ToldEvents);
                else
                    cookie.Events = new ToldEvents(told);
            },
            services: services => services.AddSingleton(told).AddTransient<ToldEvents>()
        );
        var before = TicketHost.Cookie(await host.SignInAsync("alice"));
        var id = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions).Id;

        var after = TicketHost.Cookie(await host.PostAsync("/ticket/refresh-sign-in", before));

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/ticket/me", after)).Status);
        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/ticket/me", before)).Status);
        Assert.NotNull((await host.Sessions.GetAsync(id))!.Termination);
        Assert.Equal(2, told.Of("signing in"));
        Assert.Equal(2, told.Of("signed in in the same object"));
        Assert.True(told.Of("validate") > 0);
        Assert.Equal(1, told.Of("to login"));
        await host.PostAsync("/ticket/logout", after);
        Assert.Equal(1, told.Of("signing out"));
    }

    /// <summary>Where no ticket is read for the request, as in a hub call, the validator sees its principal all the same.</summary>
    [Fact]
    [Trait("Sec", "20")]
    public async Task A_validator_sees_the_principal_wherever_it_is_asked()
    {
        await using var host = await TicketHost.StartAsync(
            users: new Departments(),
            services: static services => services.AddSignalR(),
            sessions: static sessions => sessions.AddSessionHubFilter(),
            endpoints: static app => app.MapHub<EchoHub>("/hub").RequireSession()
        );
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));
        await using var client = await HubClient.ConnectAsync(host, "/hub", cookie);
        Assert.Equal("alice", await client.WhoAsync());
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/ticket/me", cookie)).Status);
    }

    /// <summary>Whoever gives the session another secret, beside its cookie, ends what was begun with the key in the cookie.</summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task A_hub_connection_is_not_let_in_with_a_key_that_was_replaced_meanwhile()
    {
        await using var host = await TicketHost.StartAsync(
            services: static services => services.AddSignalR(),
            sessions: static sessions => sessions.AddSessionHubFilter(),
            endpoints: static app => app.MapHub<EchoHub>("/hub").RequireSession()
        );
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));
        await using var client = await HubClient.OpenAsync(host, "/hub", cookie);
        var session = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
        Assert.True((await host.Sessions.RotateAsync(session.Id)).Succeeded);

        await client.ShakeHandsAsync();

        Assert.Null(await client.WhoAsync());
    }

    /// <summary>
    /// A new secret would not reach the cookie of the host's scheme: nothing is rotated, and who called is told what to
    /// call.
    /// </summary>
    [Theory]
    [InlineData("rotate")]
    [InlineData("reauthenticate")]
    [InlineData("roles")]
    [Trait("Sec", "6")]
    public async Task A_session_of_a_ticket_is_not_rotated_beside_its_cookie(string how)
    {
        await using var host = await TicketHost.StartAsync(endpoints: static app =>
            app.MapPost(
                "/renew",
                static async (HttpContext http, string how) =>
                {
                    var renewed = how switch
                    {
                        "rotate" => http.RotateSessionAsync(),
                        "reauthenticate" => http.ReauthenticateSessionAsync(["otp"]),
                        _ => http.SetSessionRolesAsync(["admin"]),
                    };
                    var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await renewed);
                    return failure.Message;
                }
            )
        );
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));

        var answer = await host.PostAsync($"/renew?how={how}", cookie);

        Assert.Contains("HttpContext.SignInAsync", answer.Body, StringComparison.Ordinal);
        Assert.Empty(answer.SetCookies);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/ticket/me", cookie)).Status);
        Assert.Equal("alice", (await host.GetAsync("/me", cookie)).Body);
        var session = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
        Assert.Equal("clerk", Assert.Single(session.Roles));
    }

    /// <summary>A misspelt scheme would leave sign-ins as they were, which nobody can end.</summary>
    [Theory]
    [InlineData("Cookiez", "'Cookiez' is none. Name one of those there are: 'Cookies'.")]
    [InlineData("Session", "'Session' is none. Name one of those there are: 'Cookies'.")]
    public async Task A_scheme_that_is_none_of_cookies_stops_the_start(string scheme, string message)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TicketHost.StartAsync(sessions: sessions => sessions.AddSessionTicketStore(scheme))
        );

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_a_cookie_scheme_is_told_to_add_one()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TestHost.StartAsync(new() { Builder = static builder => builder.AddSessionTicketStore() })
        );

        Assert.Contains(".AddCookie()", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Departments : ISessionUserValidator
    {
        public ValueTask<bool> IsValidAsync(SessionUserContext context, CancellationToken cancellationToken) =>
            new(context.Principal?.HasClaim("department", "canary-7") == true);
    }

    private sealed class Stamps : ISessionUserValidator
    {
        public string? Refused { get; set; }

        public string? Department { get; private set; }

        public ValueTask<bool> IsValidAsync(SessionUserContext context, CancellationToken cancellationToken)
        {
            Department = context.Principal?.FindFirst("department")?.Value;
            return new(context.Session.UserId != Refused);
        }
    }
}
