using System.CommandLine;
using SessionManager.Audit.Trail;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Commands;

/// <summary>Walks the chains of the audit trail and says where one was tampered with.</summary>
internal static class AuditVerifyCommand
{
    public static Command Create() =>
        new Command("verify", "Finds events that were changed or removed.").Does(RunAsync, CommandNeeds.Audit);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var progress = new CountProgress(run.Terminal, run.Time, "event(s) verified");
        var found = await progress
            .WatchAsync(() => run.Host.Trail.VerifyAsync(progress, run.Cancelled))
            .ConfigureAwait(false);
        run.Terminal.Answer(
            new AuditVerifyAnswer(found.IsIntact, found.Entries, [.. found.Chains.Select(ViewOf)]),
            static json => json.AuditVerifyAnswer,
            console =>
            {
                if (found.IsIntact)
                {
                    console.WriteLine(
                        $"Intact: {Times.Count(found.Entries)} event(s) in {Times.Count(found.Chains.Count)} chain(s)."
                    );
                    return;
                }

                var table = Tables.Create("CHAIN", "IN ORDER", "BROKEN AT", "HOW");
                foreach (var chain in found.Chains.Where(static chain => chain.Break is not null))
                {
                    Tables.Add(
                        table,
                        chain.NodeId,
                        Times.Count(chain.Entries),
                        chain.Break!.Sequence is { } row ? Times.Count(row) : "the chain's record",
                        Words.Of(chain.Break.Kind)
                    );
                }

                console.Write(table);
            }
        );
        if (!found.IsIntact)
            run.Terminal.Remark(Advice(found, run.Target.AuditKey is not null));
        return found.IsIntact ? ExitCodes.Done : ExitCodes.No;
    }

    private static AuditChainView ViewOf(SessionAuditChainReport chain) =>
        new(
            chain.NodeId,
            chain.Entries,
            chain.Break is { } broken ? Words.Of(broken.Kind) : null,
            chain.Break?.Sequence
        );

    // Under a wrong key the first row of every chain reads as altered.
    private static string Advice(SessionAuditVerification found, bool hasKey) =>
        found.Chains.Any(static chain =>
            chain.Break is { Kind: SessionAuditBreakKind.Altered or SessionAuditBreakKind.AlteredRecord }
            && chain.Entries == 0
        )
            ? hasKey
                ? "Not intact. If no chain begins right, the audit key is not the one that the hosts write with."
                : "Not intact. If the hosts write with a key (DatabaseAuditOptions.Key), name it: SESSION_MANAGER_AUDIT_KEY."
            : "Not intact: events were changed, removed or added behind the back of SessionManager.";
}
