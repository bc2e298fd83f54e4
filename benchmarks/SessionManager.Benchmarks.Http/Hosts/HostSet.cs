namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>The hosts that one run compares.</summary>
/// <param name="Name">By which it is asked for.</param>
/// <param name="Ours">The one that the ratios of the report and the pairs are about.</param>
/// <param name="Hosts">In the order in which a round visits them.</param>
/// <param name="Pinned">
/// Those measured on one core: none that asks a server on every request, which would have the other core.
/// </param>
/// <param name="Measurement">What is measured unless something is asked for; null for all there is.</param>
internal sealed record HostSet(
    string Name,
    string Ours,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<string> Pinned,
    string? Measurement
)
{
    private static readonly string[] InMemory =
    [
        HostNames.Bare,
        HostNames.AspNetSession,
        HostNames.TicketStore,
        HostNames.SessionManager,
    ];

    private static readonly string[] WithTokens =
    [
        HostNames.Bare,
        HostNames.SessionManager,
        HostNames.SessionManagerJwt,
        HostNames.SessionManagerJwtSignature,
    ];

    public static HostSet Memory { get; } =
        new("memory", HostNames.SessionManager, InMemory, InMemory, Measurement: null);

    public static HostSet Jwt { get; } =
        new("jwt", HostNames.SessionManagerJwt, WithTokens, WithTokens, Measurement: null);

    public static HostSet Database { get; } =
        new(
            "database",
            HostNames.SessionManagerPostgres,
            [HostNames.Bare, HostNames.LoadModifySave, HostNames.SessionManagerPostgres],
            [HostNames.Bare],
            Measurement: "free"
        );

    public static HostSet Redis { get; } =
        new(
            "redis",
            HostNames.SessionManagerRedisCached,
            [
                HostNames.Bare,
                HostNames.AspNetSessionRedis,
                HostNames.SessionManagerRedis,
                HostNames.SessionManagerRedisCached,
                HostNames.SessionManagerPostgresCached,
            ],
            [HostNames.Bare, HostNames.SessionManagerRedisCached, HostNames.SessionManagerPostgresCached],
            Measurement: null
        );

    public static IReadOnlyList<HostSet> All { get; } = [Memory, Jwt, Database, Redis];
}
