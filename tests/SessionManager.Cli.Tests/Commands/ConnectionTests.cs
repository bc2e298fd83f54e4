using SessionManager.Cli.Tests.Stores;
using SessionManager.Cli.Tests.Tool;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Cli.Tests.Commands;

/// <summary>How the tool is told where the sessions are, and what it says when they are not there.</summary>
[Trait("Req", "4.13")]
public sealed class ConnectionTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=app;Password=canary-secret;Timeout=2";

    [Fact]
    public async Task Without_a_connection_it_says_where_one_is_named() =>
        (await ToolProcess.RunAsync(["list"])).Refused(2, "SESSION_MANAGER_CONNECTION");

    [Theory]
    [InlineData("what is this", "--provider")]
    [InlineData("Host=a;Porrt=5432", "Such as: Host=localhost")]
    [InlineData("redis://someone:secret@127.0.0.1:1", "password alone")]
    public async Task A_connection_that_is_none_is_refused_and_not_repeated(string connection, string fix)
    {
        var refused = (await ToolProcess.RunAsync(["list", "-c", connection])).Refused(2, fix);
        Assert.DoesNotContain(connection, refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Nowhere)]
    [InlineData("postgres://app:canary-secret@127.0.0.1:1/app?Timeout=2")]
    [InlineData("127.0.0.1:1,password=canary-secret")]
    [InlineData("redis://:canary-secret@127.0.0.1:1")]
    [Trait("Sec", "36")]
    public async Task A_server_that_is_not_there_is_said_so_without_the_password(string connection)
    {
        var refused = (await ToolProcess.RunAsync(["list", "--verbose", "-c", connection])).Ended(3);
        Assert.Equal("", refused.Output);
        Assert.Contains("error: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", refused.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_made()
    {
        var path = Path.Combine(Path.GetTempPath(), $"absent-{Environment.ProcessId}.db");
        (await ToolProcess.RunAsync(["stats", "-c", path])).Refused(3, "schema apply");
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_said_so()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, new string('x', 4096));
        (await ToolProcess.RunAsync(["stats", "-c", $"Data Source={path}"])).Refused(3, "not a SQLite database");
        File.Delete(path);
    }

    [Fact]
    public async Task The_environment_comes_before_the_file_and_an_option_before_both()
    {
        await using var trio = await Trio.OpenAsync();
        var (file, environment, option) = trio;
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            config,
            $$"""
            {
              "ConnectionStrings": { "Sessions": "Data Source={{file.Path}}" },
              "SessionManager": { "DefaultPolicy": { "MaxSessions": 7 }, "Cleanup": { "Retention": "3.00:00:00" } }
            }
            """
        );
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SESSION_MANAGER_CONNECTION"] = environment.Path,
        };

        Assert.Equal("file", await UserAsync(["--config", config], []));
        Assert.Equal("environment", await UserAsync(["--config", config], variables));
        Assert.Equal("option", await UserAsync(["--config", config, .. option.Connection], variables));
        var doctor = (await ToolProcess.RunAsync(["doctor", "--config", config])).Ended(0);
        Assert.Contains(
            "7 session(s) a user; cleanup mark_then_purge, history 3 d",
            doctor.Output,
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(config, "{ \"SessionManager\": { \"Password\": \"canary\", } ");
        var broken = (await ToolProcess.RunAsync(["list", "--config", config])).Refused(2, "not JSON");
        Assert.DoesNotContain("canary", broken.Error, StringComparison.Ordinal);
        (await ToolProcess.RunAsync(["list", "--config", config + ".absent"])).Refused(2, "no configuration file");
        File.Delete(config);

        static async Task<string?> UserAsync(string[] options, Dictionary<string, string> environment)
        {
            var list = await ToolProcess.RunAsync(["list", "--json", .. options], environment: environment);
            return list.Ended(0).Json.GetProperty("sessions")[0].GetProperty("user_id").GetString();
        }
    }

    [Theory]
    [InlineData("Cleanup", "Retention", "x")]
    [InlineData("Cleanup", "Mode", "sometimes")]
    [InlineData("DefaultPolicy", "MaxSessions", "99999999999")]
    public async Task A_setting_that_is_none_is_named_and_no_mistake_of_the_program(
        string section,
        string key,
        string value
    )
    {
        await using var store = new SqliteStore();
        await store.OpenAsync();
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            config,
            $$"""{ "SessionManager": { "{{section}}": { "{{key}}": "{{value}}" } } }"""
        );

        foreach (var command in new[] { "cleanup --yes", "list" })
        {
            var refused = (
                await ToolProcess.RunAsync([.. command.Split(' '), "--config", config, .. store.Connection])
            ).Refused(2, $"'{value}' at 'SessionManager:{section}:{key}'");
            Assert.DoesNotContain("report it", refused.Error, StringComparison.Ordinal);
        }

        (await ToolProcess.RunAsync(["doctor", "--config", config, .. store.Connection])).Ended(2);
        File.Delete(config);
    }

    [RedisFact]
    [Trait("Req", "4.13")]
    public async Task What_is_ended_is_marked_in_the_redis_in_front_first()
    {
        await using var store = new SqliteStore();
        await store.OpenAsync();
        var (session, _) = await store.SignInAsync("alice");
        await using var front = await RedisServer.CreateAsync();
        using var redis = await ConnectionMultiplexer.ConnectAsync(front.ConnectionString);
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await redis.GetSubscriber().SubscribeAsync("*", (_, text) => heard.TrySetResult(text!));

        (
            await ToolProcess.RunAsync([
                "revoke",
                session.Id.ToString(),
                "-y",
                "--cache",
                front.ConnectionString,
                .. store.Connection,
            ])
        ).Ended(0);

        // Hosts hear of it, and with the cache out of reach nothing is said to be done that copies could outlive.
        Assert.NotEmpty(await heard.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        var (other, _) = await store.SignInAsync("alice");
        (
            await ToolProcess.RunAsync([
                "revoke",
                other.Id.ToString(),
                "-y",
                "--cache",
                "127.0.0.1:1",
                .. store.Connection,
            ])
        ).Refused(3, "Redis cannot be reached");
        Assert.Null((await store.StoredAsync(other.Id)).Termination);
    }

    /// <summary>Three storages with a session each, of a user by the name of where it is.</summary>
    private sealed class Trio(SqliteStore file, SqliteStore environment, SqliteStore option) : IAsyncDisposable
    {
        public static async Task<Trio> OpenAsync()
        {
            var trio = new Trio(new(), new(), new());
            var (file, environment, option) = trio;
            foreach (var (store, user) in new[] { (file, "file"), (environment, "environment"), (option, "option") })
            {
                await store.OpenAsync();
                await store.SignInAsync(user);
            }

            return trio;
        }

        public void Deconstruct(out SqliteStore first, out SqliteStore second, out SqliteStore third) =>
            (first, second, third) = (file, environment, option);

        public async ValueTask DisposeAsync()
        {
            foreach (var store in new[] { file, environment, option })
                await store.DisposeAsync();
        }
    }
}
