using System.Net;
using System.Text.Json;
using SessionManager.AspNetCore.Tests.Samples;

namespace SessionManager.AspNetCore.Tests.QuickStart;

public sealed class QuickStartTests : IAsyncLifetime
{
    private SampleProcess _sample = null!;

    public async Task InitializeAsync() =>
        _sample = await SampleProcess.StartAsync("QuickStart", "Development", ["--urls", "http://127.0.0.1:0"]);

    public async Task DisposeAsync() => await _sample.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "0.28")]
    [Trait("Sec", "10")]
    public async Task A_user_signs_in_and_out(bool bearer)
    {
        using var alice = new QuickStartUser(_sample.Address, bearer);
        Assert.Equal(HttpStatusCode.Unauthorized, (await alice.GetAsync("/me")).Status);
        foreach (var (user, password) in new[] { ("alice", "wrong"), ("nobody", "demo"), ("", "demo"), (null!, null!) })
        {
            var refused = await alice.LoginAsync(user, password);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
            Assert.Empty(refused.SetCookies);
        }

        var login = await alice.LoginAsync("alice");
        Assert.Equal(HttpStatusCode.OK, login.Status);
        Assert.Equal(bearer ? 0 : 1, login.SetCookies.Count);
        Assert.Equal(bearer, login.Json().TryGetProperty("token", out _));
        Assert.Equal("alice", (await alice.GetAsync("/me")).Json().GetProperty("user_id").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync(HttpMethod.Post, "/logout")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await alice.GetAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync(HttpMethod.Post, "/logout")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "1.20")]
    public async Task A_fourth_sign_in_ends_the_least_recently_active(bool bearer)
    {
        var devices = Enumerable.Range(0, 4).Select(_ => new QuickStartUser(_sample.Address, bearer)).ToArray();
        foreach (var device in devices)
            Assert.Equal(HttpStatusCode.OK, (await device.LoginAsync("alice")).Status);

        Assert.Equal(HttpStatusCode.Unauthorized, (await devices[0].GetAsync("/me")).Status);
        foreach (var device in devices[1..])
            Assert.Equal(HttpStatusCode.OK, (await device.GetAsync("/me")).Status);
        Assert.Equal(3, (await devices[3].GetAsync("/sessions")).Json().GetArrayLength());
        foreach (var device in devices)
            device.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "18")]
    [Trait("Sec", "21")]
    [Trait("Req", "D")]
    public async Task Users_see_and_end_their_own_and_admins_anybody_s(bool bearer)
    {
        using var phone = new QuickStartUser(_sample.Address, bearer);
        using var laptop = new QuickStartUser(_sample.Address, bearer);
        using var bob = new QuickStartUser(_sample.Address, bearer);
        using var admin = new QuickStartUser(_sample.Address, bearer);
        using var nobody = new QuickStartUser(_sample.Address, bearer);
        await phone.LoginAsync("alice");
        await laptop.LoginAsync("alice");
        await bob.LoginAsync("bob");
        await admin.LoginAsync("admin");
        var (phoneId, laptopId) = (await phone.IdAsync(), await laptop.IdAsync());

        var rows = (await laptop.GetAsync("/sessions")).Json().EnumerateArray().ToArray();
        Assert.Equal(2, rows.Length);
        Assert.Equal(laptopId, Assert.Single(rows, IsCurrent).GetProperty("id").GetString());
        if (bearer)
            Assert.DoesNotContain(
                phone.Token!.Split('.')[1],
                (await laptop.GetAsync("/sessions")).Body,
                StringComparison.Ordinal
            );

        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/sessions")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.DeleteAsync($"/sessions/{phoneId}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.DeleteAsync("/sessions")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.GetAsync("/sessions?user=alice")).Status);
        foreach (var id in new[] { phoneId, "sess_nonsense", "x", "sess_AAAAAAAAAAAAAAAAAAAAAAAAAA" })
            Assert.Equal(HttpStatusCode.NotFound, (await bob.DeleteAsync($"/sessions/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("/me")).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await laptop.DeleteAsync($"/sessions/{phoneId}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.GetAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await laptop.GetAsync("/me")).Status);

        Assert.Equal(1, (await admin.GetAsync("/sessions?user=alice")).Json().GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/sessions/{laptopId}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await laptop.GetAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("/me")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_others_end_and_the_current_stays(bool bearer)
    {
        using var phone = new QuickStartUser(_sample.Address, bearer);
        using var laptop = new QuickStartUser(_sample.Address, bearer);
        using var bob = new QuickStartUser(_sample.Address, bearer);
        await phone.LoginAsync("alice");
        await laptop.LoginAsync("alice");
        await bob.LoginAsync("bob");
        Assert.Equal("""{"count":1}""", (await laptop.DeleteAsync("/sessions")).Body);
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.GetAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await laptop.GetAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("/me")).Status);
    }

    [Fact]
    public async Task The_address_may_come_from_the_environment()
    {
        await using var other = await SampleProcess.StartAsync(
            "QuickStart",
            "Production",
            [],
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("SESSION_REQUIRE_HTTPS", "false")
        );
        using var alice = new QuickStartUser(other.Address, bearer: false);
        var login = await alice.LoginAsync("alice");
        Assert.StartsWith("__Host-session=", Assert.Single(login.SetCookies), StringComparison.Ordinal);
    }

    private static bool IsCurrent(JsonElement row) => row.GetProperty("is_current").GetBoolean();
}
