namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>The hosts that one run compares.</summary>
/// <param name="Name">By which it is asked for.</param>
/// <param name="Ours">The one that goals are about.</param>
/// <param name="Hosts">In the order in which a round visits them.</param>
/// <param name="NeedsDatabase">Whether hosts of the set keep sessions in a PostgreSQL.</param>
/// <param name="Measurement">What is measured unless something is asked for; null for all there is.</param>
internal sealed record HostSet(
    string Name,
    string Ours,
    IReadOnlyList<string> Hosts,
    bool NeedsDatabase,
    string? Measurement
)
{
    public static HostSet Memory { get; } =
        new(
            "memory",
            HostNames.SessionManager,
            [HostNames.Bare, HostNames.AspNetSession, HostNames.TicketStore, HostNames.SessionManager],
            NeedsDatabase: false,
            Measurement: null
        );

    /// <summary>Pinned to one core, a host would be measured against a server that is not.</summary>
    public static HostSet Database { get; } =
        new(
            "database",
            HostNames.SessionManagerPostgres,
            [HostNames.Bare, HostNames.LoadModifySave, HostNames.SessionManagerPostgres],
            NeedsDatabase: true,
            Measurement: "free"
        );

    public static IReadOnlyList<HostSet> All { get; } = [Memory, Database];
}
