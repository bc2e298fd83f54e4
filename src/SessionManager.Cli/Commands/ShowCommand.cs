using System.CommandLine;
using System.Globalization;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;
using SessionManager.Sessions;

namespace SessionManager.Cli.Commands;

/// <summary>Shows all of one session, but for hashes of secrets.</summary>
internal static class ShowCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The session, as 'list' shows it." };

    public static Command Create() => new Command("show", "Shows one session in whatever state.") { Id }.Does(RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var id = CommandRun.ReadId(run.Get(Id)!);
        var session =
            await run.Host.Sessions.GetAsync(id, run.Cancelled).ConfigureAwait(false)
            ?? throw CliException.NotFound($"There is no session {id}: it was never opened, or was deleted since.");
        var view = SessionView.Of(session, run.Now);
        run.Terminal.Answer(view, static json => json.SessionView, console => console.Write(Grid(session, view)));
        return ExitCodes.Done;
    }

    internal static Grid Grid(UserSession session, SessionView view) =>
        Tables.List(
            ("id", view.Id),
            ("user", view.UserName is { } name ? $"{view.UserId} ({name})" : view.UserId),
            ("status", view.Status),
            ("opened", Times.Of(view.CreatedAt)),
            ("last activity", Times.Of(view.LastActivity)),
            ("expires", Times.Of(view.ExpiresAt)),
            ("at the latest", Times.Of(view.AbsoluteExpiresAt)),
            ("idle timeout", Times.Of(session.IdleTimeout)),
            ("authenticated", Times.Of(view.AuthenticatedAt) + Joined(" by ", view.AuthenticationMethods)),
            ("roles", Joined("", view.Roles)),
            ("permissions", Joined("", view.Permissions)),
            ("remembered", view.IsPersistent ? "yes" : null),
            ("address", view.IpAddress),
            ("device", Joined("", [view.Device, view.Browser, view.OperatingSystem])),
            ("user agent", view.UserAgent),
            ("location", view.Location),
            ("risk", RiskOf(view)),
            ("metadata", view.Metadata?.GetRawText()),
            ("ended", view.TerminatedAt is { } at ? Times.Of(at) : null),
            ("ended by", view.TerminatedBy),
            ("reason", view.TerminationReason)
        );

    private static string? Joined(string before, IEnumerable<string?> words)
    {
        var text = string.Join(
            ", ",
            words.Where(static word => !string.IsNullOrEmpty(word)).Distinct(StringComparer.Ordinal)
        );
        return text.Length == 0 ? null : before + text;
    }

    private static string? RiskOf(SessionView view) =>
        view.RiskScore is { } score
            ? score.ToString(CultureInfo.InvariantCulture) + Joined(": ", view.RiskReasons ?? [])
            : null;
}
