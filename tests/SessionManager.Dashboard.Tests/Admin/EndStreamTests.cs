using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>Endings that answer with their progress.</summary>
public sealed class EndStreamTests : AdminTest
{
    [Fact]
    [Trait("Sec", "20")]
    public async Task Everybodys_sessions_end_but_the_admins_own_and_each_end_names_the_admin()
    {
        await StartAdminAsync();
        await OpenManyAsync(30);
        var (own, token) = await Host.OpenAsync("root", "admin");
        var other = await Host.OpenAsync("root", "admin");
        var lines = await EndAsync(token, """{"everyone":"END ALL"}""");
        Assert.Equal(0, lines[0].GetProperty("ended").GetInt64());
        Assert.Equal(31, lines[0].GetProperty("total").GetInt64());
        Assert.Equal("done", lines[^1].GetProperty("outcome").GetString());
        Assert.Equal(31, lines[^1].GetProperty("ended").GetInt64());
        Assert.Equal(1, await CountLiveAsync());
        Assert.True((await Host.Sessions.GetAsync(own.Id))!.IsLiveAt(TimeProvider.System.GetUtcNow()));
        var ended = (await Host.Sessions.GetAsync(other.Session.Id))!.Termination!;
        Assert.Equal(("root", SessionEndReasons.AdminRevoked), (ended.By, ended.Reason));
    }

    [Fact]
    public async Task Named_sessions_end_and_what_was_over_is_counted_apart()
    {
        await StartAdminAsync();
        var first = await OpenSessionAsync(1);
        var second = await OpenSessionAsync(2);
        await OpenSessionAsync(3);
        await Host.Sessions.TerminateAsync(second.Id, "user-2", SessionEndReasons.UserLogout);
        var (own, token) = await Host.OpenAsync("root", "admin");
        var lines = await EndAsync(token, $$"""{"ids":["{{first.Id}}","{{second.Id}}","{{own.Id}}"]}""");
        Assert.Equal(1, lines[^1].GetProperty("ended").GetInt64());
        Assert.Equal(2, lines[^1].GetProperty("skipped").GetInt64());
        Assert.Equal(2, await CountLiveAsync());
    }

    [Fact]
    public async Task A_users_sessions_end_and_a_sign_in_on_its_way_is_refused()
    {
        await StartAdminAsync();
        await OpenSessionAsync(1, "bob");
        await OpenSessionAsync(2, "bob");
        await OpenSessionAsync(3, "carol");
        var before = TimeProvider.System.GetUtcNow();
        var (_, token) = await Host.OpenAsync("root", "admin");
        var lines = await EndAsync(token, """{"user_id":"bob"}""");
        Assert.Equal(2, lines[^1].GetProperty("ended").GetInt64());
        Assert.Equal(2, await CountLiveAsync());
        Assert.False((await Host.Sessions.CreateAsync(new("bob") { AuthenticatedAt = before })).Succeeded);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"everyone":"yes"}""")]
    [InlineData("""{"everyone":"end all"}""")]
    [InlineData("""{"user_id":""}""")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":["sess_nonsense"]}""")]
    [InlineData("""{"user_id":"user-1","everyone":"END ALL"}""")]
    [InlineData("""{"user_id":"user-1","except":"x"}""")]
    [InlineData("""nonsense""")]
    public async Task What_is_not_plainly_said_ends_nothing(string body)
    {
        await StartAdminAsync();
        await OpenSessionAsync(1);
        var (_, token) = await Host.OpenAsync("root", "admin");
        using var response = await PostAsync(token, body);
        Assert.True(response.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest);
        Assert.Equal(2, await CountLiveAsync());
    }

    [Fact]
    public async Task A_storage_that_fails_on_the_way_is_said_with_what_was_done()
    {
        await StartAdminAsync();
        await OpenManyAsync(10);
        var (_, token) = await Host.OpenAsync("root", "admin");
        var calls = 0;
        Host.Storage.Before(
            StorageOperation.TerminateAll,
            _ =>
                Interlocked.Increment(ref calls) > 4
                    ? ValueTask.FromException(new SessionManager.Storage.SessionStorageException("Gone."))
                    : default,
            int.MaxValue
        );
        var lines = await EndAsync(token, """{"everyone":"END ALL"}""");
        Assert.Equal("unavailable", lines[^1].GetProperty("outcome").GetString());
        Assert.Equal(4, lines[^1].GetProperty("ended").GetInt64());
        Assert.Equal(7, await CountLiveAsync());
    }

    [Fact]
    public async Task A_storage_that_cannot_list_everybody_says_so_and_still_ends_a_users()
    {
        await StartAdminAsync(
            new()
            {
                Builder = static builder => builder.UseDistributedCacheStorage(),
                After = static services => services.AddDistributedMemoryCache(),
            }
        );
        await OpenSessionAsync(1, "bob");
        var (_, token) = await Host.OpenAsync("root", "admin");
        var everyone = await EndAsync(token, """{"everyone":"END ALL"}""");
        Assert.Equal("unsupported", everyone[^1].GetProperty("outcome").GetString());
        using var client = Host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", Credentials.Cookie(token).Value);
        using var list = await client.GetAsync($"{AdminPath}/api/sessions");
        Assert.Equal(HttpStatusCode.NotImplemented, list.StatusCode);
        using var own = await client.GetAsync($"{AdminPath}/api/sessions?user=bob");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        using var overview = await client.GetAsync($"{AdminPath}/api/overview");
        Assert.Equal(HttpStatusCode.OK, overview.StatusCode);
        var bobs = await EndAsync(token, """{"user_id":"bob"}""");
        Assert.Equal(1, bobs[^1].GetProperty("ended").GetInt64());
    }

    [Fact]
    public async Task An_admin_whose_session_ends_on_the_way_ends_no_more()
    {
        await StartAdminAsync();
        await OpenManyAsync(10);
        var (own, token) = await Host.OpenAsync("root", "admin");
        var calls = 0;
        Host.Storage.Before(
            StorageOperation.TerminateAll,
            async cancel =>
            {
                if (Interlocked.Increment(ref calls) != 3)
                    return;
                await Host.Sessions.TerminateAsync(own.Id, "chief", SessionEndReasons.AdminRevoked, cancel);
                await Task.Delay(1100, cancel);
            },
            int.MaxValue
        );
        var lines = await EndAsync(token, """{"everyone":"END ALL"}""");
        Assert.Equal("denied", lines[^1].GetProperty("outcome").GetString());
        Assert.Equal(3, lines[^1].GetProperty("ended").GetInt64());
        Assert.Equal(7, await CountLiveAsync());
    }

    [Fact]
    public async Task Progress_arrives_while_the_work_goes_on_and_going_away_stops_it()
    {
        var ending = new HeldEnding(users: 5);
        await StartAdminAsync(ending.Setup);
        await OpenManyAsync(60);
        var (_, token) = await Host.OpenAsync("root", "admin");
        ending.Hold(Host.Storage);
        using (var client = Host.CreateClient())
        {
            using var request = Request(token, """{"everyone":"END ALL"}""");
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            var ended = 0L;
            while (ended == 0)
                ended = Line((await reader.ReadLineAsync())!).GetProperty("ended").GetInt64();
            Assert.InRange(ended, 1, 5);
        }

        await ending.LeftAsync();
        // What was being ended is ended, and no more.
        Assert.Equal(6, Host.Storage.Calls(StorageOperation.TerminateAll));
        Assert.Equal(61 - 6, await CountLiveAsync());
    }

    private async Task<IReadOnlyList<JsonElement>> EndAsync(string token, string body)
    {
        using var response = await PostAsync(token, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line)];
    }

    private async Task<HttpResponseMessage> PostAsync(string token, string body)
    {
        using var client = Host.CreateClient();
        using var request = Request(token, body);
        return await client.SendAsync(request);
    }

    private static HttpRequestMessage Request(string token, string body) =>
        new(HttpMethod.Post, $"{AdminPath}/api/end")
        {
            Headers = { { "Cookie", Credentials.Cookie(token).Value } },
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };

    private static JsonElement Line(string line) => JsonSerializer.Deserialize<JsonElement>(line);
}
