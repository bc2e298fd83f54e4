using System.CommandLine;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Cli.Commands;

/// <summary>Lists sessions, newest activity first.</summary>
internal static class ListCommand
{
    private static readonly Argument<string?> User = new("user")
    {
        Description = "Only this user's.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Status = ConnectionOptions.Among(
        "--status",
        "Only those in this state.",
        Words.All<SessionStatus>()
    );

    private static readonly Option<bool> Live = new("--live") { Description = "Only those that may still be used." };

    private static readonly Option<string?> Device = ConnectionOptions.Among(
        "--device",
        "Only on this kind of device.",
        Words.All<DeviceType>()
    );

    private static readonly Option<string?> Ip = new("--ip")
    {
        Description = "Only opened from this address.",
        HelpName = "address",
    };

    private static readonly Option<string?> Location = new("--location")
    {
        Description = "Only from this country code or city.",
        HelpName = "place",
    };

    private static readonly Option<DateTimeOffset?> Since = Filters.Since("opened");
    private static readonly Option<DateTimeOffset?> Until = Filters.Until("opened");
    private static readonly Option<int> Limit = Filters.Limit();
    private static readonly Option<string?> After = Filters.After();

    public static Command Create() =>
        new Command("list", "Lists sessions, newest activity first.")
        {
            User,
            Status,
            Live,
            Device,
            Ip,
            Location,
            Since,
            Until,
            Limit,
            After,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var (sessions, next) = await ReadAsync(run).ConfigureAwait(false);
        var now = run.Now;
        run.Terminal.Answer(
            new SessionListAnswer([.. sessions.Select(session => SessionView.Of(session, now))], next?.ToString()),
            static json => json.SessionListAnswer,
            console =>
            {
                if (sessions.Count == 0)
                {
                    console.WriteLine("No sessions.");
                    return;
                }

                console.Write(TableOf(sessions, now));
                if (next is { } more)
                    console.WriteLine($"There are more: --after {more}");
            }
        );
        return ExitCodes.Done;
    }

    private static async Task<(List<UserSession> Sessions, SessionCursor? Next)> ReadAsync(CommandRun run)
    {
        SessionCursor? after = null;
        if (run.Get(After) is { } text)
        {
            after = SessionCursor.TryParse(text, out var place)
                ? place
                : throw CliException.Usage("--after takes what the page before ended with.");
        }

        var limit = run.Get(Limit);
        var query = new SessionQuery
        {
            Filters = new SessionFilters
            {
                UserId = run.Get(User),
                Status = Words.Read<SessionStatus>(run.Get(Status)),
                ActiveOnly = run.Get(Live),
                DeviceType = Words.Read<DeviceType>(run.Get(Device)),
                IpAddress = run.Get(Ip),
                Location = run.Get(Location),
                CreatedAfter = run.Get(Since),
                CreatedBefore = run.Get(Until),
            },
        };
        var sessions = new List<UserSession>();
        do
        {
            var page = await run
                .Host.Sessions.QueryAsync(
                    query with
                    {
                        Limit = Math.Min(limit - sessions.Count, SessionQuery.MaximumLimit),
                        After = after,
                    },
                    run.Cancelled
                )
                .ConfigureAwait(false);
            sessions.AddRange(page.Sessions);
            after = page.Next;
        } while (after is not null && sessions.Count < limit);

        return (sessions, after);
    }

    private static Table TableOf(List<UserSession> sessions, DateTimeOffset now)
    {
        var table = Tables.Create("ID", "USER", "STATUS", "DEVICE", "ADDRESS", "OPENED", "LAST ACTIVITY", "EXPIRES");
        foreach (var session in sessions)
        {
            Tables.Add(
                table,
                session.Id.ToString(),
                session.UserId,
                Words.Of(session.StatusAt(now)),
                session.Device.Name ?? session.Device.Browser,
                session.IpAddress,
                Times.Of(session.CreatedAt),
                Times.Of(session.LastActivityAt),
                Times.Of(session.Termination?.At ?? session.ExpiresAt)
            );
        }

        return table;
    }
}
