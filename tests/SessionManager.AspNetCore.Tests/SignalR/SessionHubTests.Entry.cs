using System.Net;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.SignalR;

/// <summary>What happens to the session while a connection is being opened.</summary>
public sealed partial class SessionHubTests
{
    /// <summary>
    /// What happens between the request of a connection and its entry has nobody to tell: a thief may hold the handshake
    /// back until the owner has rotated the secret.
    /// </summary>
    [Theory]
    [InlineData("ended")]
    [InlineData("roles")]
    [InlineData("rotated")]
    [Trait("Sec", "18")]
    public async Task A_connection_that_was_let_in_before_is_not_let_further(string what)
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        await using var client = await HubClient.OpenAsync(host, "/hub", Credentials.Cookie(token));

        switch (what)
        {
            case "ended":
                await host.Sessions.TerminateAsync(session.Id, "admin-1", SessionEndReasons.AdminRevoked);
                break;
            case "roles":
                await host.Sessions.SetRolesAsync(session.Id, ["guest"], null, "admin-1");
                break;
            default:
                await host.Sessions.RotateAsync(session.Id);
                break;
        }

        await client.ShakeHandsAsync();

        Assert.Null(await client.WhoAsync());
    }

    /// <summary>
    /// One that enters while the new secret is written has come by the old one, and nothing showed that then.
    /// </summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task A_connection_that_enters_during_a_rotation_is_closed()
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        using var writing = host.Storage.Hold(StorageOperation.Replace, times: 1);
        var rotating = host.Sessions.RotateAsync(session.Id).AsTask();
        await host.UntilAsync(() => new(writing.Hits == 1));
        host.Time.Advance(TimeSpan.FromMilliseconds(10));
        await using var client = await ConnectAsync(host, token);
        Assert.Equal("alice", await client.WhoAsync());

        writing.Release();

        Assert.True((await rotating).Succeeded);
        await client.ClosedAsync();
    }

    /// <summary>
    /// A connection is what its first poll was: whoever sends the handshake, and is somebody, does not make it good.
    /// </summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task Long_polling_is_not_let_in_with_a_secret_that_was_replaced_meanwhile()
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        var (_, second) = await host.OpenAsync();
        var (bearer, other) = (Credentials.Bearer(token), Credentials.Bearer(second));
        var begun = await host.PostAsync("/hub/negotiate?negotiateVersion=1", bearer);
        var path = "/hub?id=" + begun.Json().GetProperty("connectionToken").GetString();
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(path, bearer)).Status);
        await using var known = await ConnectAsync(host, token);
        Assert.Equal("alice", await known.WhoAsync());
        Assert.True((await host.Sessions.RotateAsync(session.Id)).Succeeded);
        // All that is told of the rotation has been told by then.
        await known.ClosedAsync();

        await SendAsync(host, path, """{"protocol":"json","version":1}""", other);

        const string Call = """{"type":1,"invocationId":"1","target":"Who","arguments":[]}""";
        await host.SendBodyAsync(HttpMethod.Post, path, Call + '\u001e', other);
        var heard = "";
        await host.UntilAsync(async () =>
        {
            var poll = await host.GetAsync(path, other);
            heard += poll.Body;
            return poll.Status is not HttpStatusCode.OK || heard.Contains("invocationId", StringComparison.Ordinal);
        });
        Assert.DoesNotContain("alice", heard, StringComparison.Ordinal);
    }
}
