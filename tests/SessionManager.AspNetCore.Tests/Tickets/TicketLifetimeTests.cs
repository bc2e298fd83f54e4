using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.Tickets;

public sealed class TicketLifetimeTests
{
    [Fact]
    [Trait("Sec", "9")]
    public async Task A_ticket_slides_within_its_session()
    {
        await using var host = await TicketHost.StartAsync(static cookie =>
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(20)
        );
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice", "&persistent=true"));
        var session = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
        Assert.True(session.IsPersistent);
        Assert.Equal(TimeSpan.FromMinutes(20), session.IdleTimeout);
        Assert.Empty((await host.GetAsync("/ticket/me", cookie)).SetCookies);
        for (var i = 0; i < 4; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(11));
            var renewed = await host.GetAsync("/ticket/me", cookie);
            Assert.Equal(HttpStatusCode.OK, renewed.Status);
            cookie = TicketHost.Cookie(renewed);
        }

        var now = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
        Assert.Equal(session.Id, now.Id);
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Insert));
        host.Time.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/ticket/me", cookie)).Status);
    }

    [Fact]
    [Trait("Sec", "15")]
    public async Task The_cookie_ends_what_the_session_would_go_on_with_and_the_other_way_round()
    {
        await using var host = await TicketHost.StartAsync(static cookie =>
        {
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(10);
            cookie.SlidingExpiration = false;
        });
        var cookie = TicketHost.Cookie(await host.SignInAsync("alice"));
        host.Time.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/ticket/me", cookie)).Status);
        host.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/ticket/me", cookie)).Status);
        Assert.Equal(
            "ticket_expired",
            Assert.Single((await host.Sessions.QueryAsync(new())).Sessions).Termination?.Reason
        );

        await using var strict = await TicketHost.StartAsync(static cookie =>
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14)
        );
        var other = TicketHost.Cookie(await strict.SignInAsync("alice"));
        strict.Time.Advance(TimeSpan.FromHours(13));
        Assert.Equal(HttpStatusCode.Found, (await strict.GetAsync("/ticket/me", other)).Status);
    }

    [Fact]
    [Trait("Sec", "7")]
    [Trait("Sec", "19")]
    public async Task A_renewal_brings_no_session_back_and_changes_no_other_users()
    {
        await using var host = await TicketHost.StartAsync();
        var store = host
            .Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(CookieAuthenticationDefaults.AuthenticationScheme)
            .SessionStore!;
        var key = await store.StoreAsync(Ticket("alice"));
        var ticket = await store.RetrieveAsync(key);
        Assert.Equal("alice", ticket!.Principal.Identity!.Name);

        await store.RenewAsync(key, Ticket("bob"));
        Assert.Equal("alice", (await store.RetrieveAsync(key))!.Principal.Identity!.Name);
        await store.RenewAsync(key, Ticket("alice", "department=new"));
        Assert.Equal("new", (await store.RetrieveAsync(key))!.Principal.FindFirst("department")?.Value);

        await store.RemoveAsync(key);
        await store.RenewAsync(key, ticket);
        Assert.Null(await store.RetrieveAsync(key));
        Assert.Null(await store.RetrieveAsync("garbage"));
        var session = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
        Assert.Equal(SessionEndReasons.UserLogout, session.Termination!.Reason);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.StoreAsync(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity()), "Cookies"))
        );
    }

    private static AuthenticationTicket Ticket(string user, params string[] claims) =>
        new(
            new ClaimsPrincipal(
                new ClaimsIdentity(
                    [
                        new(ClaimTypes.Name, user),
                        .. claims
                            .Select(static claim => claim.Split('='))
                            .Select(static part => new Claim(part[0], part[1])),
                    ],
                    "password"
                )
            ),
            "Cookies"
        );
}
