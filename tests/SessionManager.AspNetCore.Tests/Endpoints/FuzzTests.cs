using System.Net;
using System.Text;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Tests.Endpoints;

public sealed class FuzzTests
{
    private const int Requests = 10_000;

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

    private static readonly string[] Bodies =
    [
        "",
        "{}",
        "[]",
        "null",
        "{\"additional_seconds\":60}",
        "{\"additional_seconds\":-1}",
        "{\"additional_seconds\":1e999}",
        "{\"user_id\":\"alice\",\"metadata\":{\"a\":{\"b\":[1,2,3]}}}",
        "{\"user_id\":\"\\u0000\\ud800\"}",
        "{\"metadata\":{\".ticket\":\"x\"}}",
        "{\"metadata\":{\"\\ud800\":1}}",
        "{\"metadata\":{\"a\":[{\"b\":\"\\ud800\"}]}}",
        $"{{\"metadata\":{{\"a\":{new string('[', 61)}{new string(']', 61)}}}}}",
        new('[', 5_000),
        "{\"code\":\"transfer_\",\"transport\":\"token\"}",
        "{\"code\":7}",
        "\"" + new string('x', 20_000) + "\"",
    ];

    private static readonly string[] Pieces =
    [
        "sessions",
        "user",
        "alice",
        "stats",
        "validate",
        "create",
        "activity",
        "extend",
        "transfer",
        "redeem",
        "login?user=x",
        "logout",
        "me",
        "..",
        "%2e%2e",
        "%2f",
        "%ff",
        "%e2%80%ae",
        "?limit=99999999999999999999",
        "?cursor=1.sess_x",
        "?status=%0d%0a",
    ];

    [Fact]
    [Trait("Req", "2.21")]
    [Trait("Sec", "4")]
    public async Task No_request_makes_the_server_stumble()
    {
        await using var host = await SessionsHost.StartAsync(options =>
        {
            options.CreateSession = static context => new(new SessionCreateRequest(context.UserId));
            options.AllowTransfer = true;
        });
        var random = new Random(20_260);
        var (session, token) = await host.OpenAsync("alice", "admin");
        var counts = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < Requests; i++)
        {
            if (i % 500 == 0)
                (session, token) = await host.OpenAsync("alice", "admin");
            var path = Path(random, session.Id.ToString());
            var method = new HttpMethod(Methods[random.Next(Methods.Length)]);
            var answer = await host.SendBodyAsync(
                method,
                path,
                Bodies[random.Next(Bodies.Length)],
                Header(random, token)
            );
            Assert.True((int)answer.Status < 500, $"{method} {path} answered {answer.Status}: {answer.Body}");
            counts[answer.Status] = counts.GetValueOrDefault(answer.Status) + 1;
        }

        // It went through all doors and not only against the first one.
        foreach (
            var status in new[]
            {
                HttpStatusCode.OK,
                HttpStatusCode.NoContent,
                HttpStatusCode.BadRequest,
                HttpStatusCode.Unauthorized,
                HttpStatusCode.NotFound,
                HttpStatusCode.UnprocessableEntity,
            }
        )
            Assert.True(counts.ContainsKey(status), $"{status} never came");
    }

    private static string Path(Random random, string id)
    {
        var path = new StringBuilder();
        if (random.Next(4) > 0)
            path.Append("/sessions");
        for (var i = random.Next(4); i > 0; i--)
        {
            var piece = random.Next(3) == 0 ? id : Pieces[random.Next(Pieces.Length)];
            if (piece[0] != '?')
                path.Append('/');
            path.Append(piece);
        }

        return path.Length == 0 ? "/" : path.ToString();
    }

    private static (string, string) Header(Random random, string token)
    {
        var credential = random.Next(6) switch
        {
            0 => "garbage",
            1 => Mutate(random, token),
            _ => token,
        };
        return random.Next(3) switch
        {
            0 => Credentials.Cookie(credential),
            1 => Credentials.Header(credential),
            _ => Credentials.Bearer(credential),
        };
    }

    private static string Mutate(Random random, string token)
    {
        var characters = token.ToCharArray();
        characters[random.Next(characters.Length)] = (char)random.Next('!', '~');
        return new string(characters).Replace(';', 'x').Replace(',', 'y');
    }
}
