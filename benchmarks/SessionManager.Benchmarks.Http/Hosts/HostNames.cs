using SessionManager.Benchmarks.Http.Hosts.Database;
using SessionManager.Benchmarks.Http.Hosts.Redis;
using SessionManager.Jwt;

namespace SessionManager.Benchmarks.Http.Hosts;

internal static class HostNames
{
    public const string Bare = "bare";
    public const string AspNetSession = "aspnet-session";
    public const string AspNetSessionRedis = "aspnet-session-redis";
    public const string TicketStore = "ticket-store";
    public const string LoadModifySave = "ef-load-modify-save";
    public const string SessionManager = "session-manager";
    public const string SessionManagerJwt = "session-manager-jwt";
    public const string SessionManagerJwtSignature = "session-manager-jwt-signature";
    public const string SessionManagerPostgres = "session-manager-postgres";
    public const string SessionManagerPostgresCached = "session-manager-postgres-cached";
    public const string SessionManagerRedis = "session-manager-redis";
    public const string SessionManagerRedisCached = "session-manager-redis-cached";

    public static IBenchmarkHost Create(string name) =>
        name switch
        {
            Bare => new BareHost(),
            AspNetSession => new AspNetSessionHost(),
            AspNetSessionRedis => new AspNetSessionRedisHost(),
            TicketStore => new TicketStoreHost(),
            LoadModifySave => new LoadModifySaveHost(),
            SessionManager => new SessionManagerHost(),
            SessionManagerJwt => new SessionManagerJwtHost(JwtValidationMode.Store),
            SessionManagerJwtSignature => new SessionManagerJwtHost(JwtValidationMode.SignatureOnly),
            SessionManagerPostgres => new SessionManagerPostgresHost(),
            SessionManagerPostgresCached => new SessionManagerPostgresCachedHost(),
            SessionManagerRedis => new SessionManagerRedisHost(),
            SessionManagerRedisCached => new SessionManagerRedisCachedHost(),
            _ => throw new ArgumentException($"No host is named '{name}'.", nameof(name)),
        };
}
