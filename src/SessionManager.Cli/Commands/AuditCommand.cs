using System.CommandLine;
using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Commands;

/// <summary>Reads the audit trail.</summary>
internal static class AuditCommand
{
    private static readonly Option<string?> User = new("--user")
    {
        Description = "Only of this user.",
        HelpName = "user",
    };

    private static readonly Option<string?> Session = new("--session")
    {
        Description = "Only of this session.",
        HelpName = "id",
    };

    private static readonly Option<string?> Kind = ConnectionOptions.Among(
        "--kind",
        "Only of this kind.",
        Words.All<SessionAuditKind>()
    );

    private static readonly Option<DateTimeOffset?> Since = Filters.Since("events");
    private static readonly Option<DateTimeOffset?> Until = Filters.Until("events");
    private static readonly Option<int> Limit = Filters.Limit();
    private static readonly Option<string?> After = Filters.After();

    public static Command Create()
    {
        var list = new Command("list", "Lists events, newest first.")
        {
            User,
            Session,
            Kind,
            Since,
            Until,
            Limit,
            After,
        }.Does(RunAsync, CommandNeeds.Audit);
        return new Command("audit", "Reads and verifies the audit trail.") { list, AuditVerifyCommand.Create() };
    }

    private static async Task<int> RunAsync(CommandRun run)
    {
        var (items, next) = await ReadAsync(run).ConfigureAwait(false);
        run.Terminal.Answer(
            new AuditListAnswer([.. items.Select(AuditEventView.Of)], next?.ToString()),
            static json => json.AuditListAnswer,
            console =>
            {
                if (items.Count == 0)
                {
                    console.WriteLine("No events.");
                    return;
                }

                console.Write(TableOf(items));
                if (next is { } more)
                    console.WriteLine($"There are more: --after {SafeText.Of(more.ToString())}");
            }
        );
        return ExitCodes.Done;
    }

    private static async Task<(List<SessionAuditItem> Items, SessionAuditCursor? Next)> ReadAsync(CommandRun run)
    {
        SessionAuditCursor? after = null;
        if (run.Get(After) is { } text)
        {
            after = SessionAuditCursor.TryParse(text, out var place)
                ? place
                : throw CliException.Usage("--after takes what the page before ended with.");
        }

        var limit = run.Get(Limit);
        var query = new SessionAuditQuery
        {
            UserId = run.Get(User),
            SessionId = run.Get(Session) is { } id ? CommandRun.ReadId(id) : null,
            Kind = Words.Read<SessionAuditKind>(run.Get(Kind)),
            From = run.Get(Since),
            To = run.Get(Until),
        };
        var items = new List<SessionAuditItem>();
        do
        {
            var page = await run
                .Host.Trail.QueryAsync(
                    query with
                    {
                        Limit = Math.Min(limit - items.Count, SessionAuditQuery.MaximumLimit),
                        After = after,
                    },
                    run.Cancelled
                )
                .ConfigureAwait(false);
            items.AddRange(page.Items);
            after = page.Next;
        } while (after is not null && items.Count < limit);

        return (items, after);
    }

    private static Table TableOf(List<SessionAuditItem> items)
    {
        var table = Tables.Create("AT", "EVENT", "USER", "SESSION", "BY", "REASON", "ADDRESS");
        foreach (var item in items)
        {
            if (item.Event is { } known)
            {
                Tables.Add(
                    table,
                    Times.Of(known.At),
                    Words.Of(known.Kind),
                    known.UserId,
                    known.SessionId?.ToString(),
                    known.Actor,
                    known.Reason,
                    known.IpAddress
                );
            }
            else
            {
                Tables.Add(table, "unreadable", $"row {item.Sequence} of {item.NodeId}", null, null, null, null, null);
            }
        }

        return table;
    }
}
