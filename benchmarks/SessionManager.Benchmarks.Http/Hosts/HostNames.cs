using SessionManager.Benchmarks.Http.Hosts.Database;

namespace SessionManager.Benchmarks.Http.Hosts;

internal static class HostNames
{
    public const string Bare = "bare";
    public const string AspNetSession = "aspnet-session";
    public const string TicketStore = "ticket-store";
    public const string SessionManager = "session-manager";
    public const string LoadModifySave = "ef-load-modify-save";
    public const string SessionManagerPostgres = "session-manager-postgres";

    public static IBenchmarkHost Create(string name) =>
        name switch
        {
            Bare => new BareHost(),
            AspNetSession => new AspNetSessionHost(),
            TicketStore => new TicketStoreHost(),
            SessionManager => new SessionManagerHost(),
            LoadModifySave => new LoadModifySaveHost(),
            SessionManagerPostgres => new SessionManagerPostgresHost(),
            _ => throw new ArgumentException($"No host is named '{name}'.", nameof(name)),
        };
}
