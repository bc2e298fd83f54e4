using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Storage;
using SessionManager.Testing.Management;

namespace SessionManager.EntityFrameworkCore.Tests.Conformance;

/// <summary>A whole manager on PostgreSQL.</summary>
[Trait("Req", "3.19")]
public sealed class PostgreSqlManagerConformance(PostgreSqlFixture fixture)
    : SessionManagerConformance,
        IClassFixture<PostgreSqlFixture>
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        await fixture.Database.ClearAsync<SessionsContext>(SessionsContext.Create);
        return Storages.Open(fixture.Database);
    }
}

/// <summary>A whole manager on SQLite.</summary>
[Trait("Req", "3.19")]
public sealed class SqliteManagerConformance(SqliteFixture fixture)
    : SessionManagerConformance,
        IClassFixture<SqliteFixture>
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        await fixture.Database.ClearAsync<SessionsContext>(SessionsContext.Create);
        return Storages.Open(fixture.Database);
    }
}
