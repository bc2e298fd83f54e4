namespace SessionManager.Benchmarks.Http.Hosts;

internal static class HostNames
{
    public const string Bare = "bare";
    public const string AspNetSession = "aspnet-session";
    public const string TicketStore = "ticket-store";
    public const string SessionManager = "session-manager";

    /// <summary>In the order in which a round visits them.</summary>
    public static IReadOnlyList<string> All { get; } = [Bare, AspNetSession, TicketStore, SessionManager];

    public static IBenchmarkHost Create(string name) =>
        name switch
        {
            Bare => new BareHost(),
            AspNetSession => new AspNetSessionHost(),
            TicketStore => new TicketStoreHost(),
            SessionManager => new SessionManagerHost(),
            _ => throw new ArgumentException($"No host is named '{name}'.", nameof(name)),
        };
}
