using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.EntityFrameworkCore.Tests.Conformance;

/// <summary>PostgreSQL, with the statements made for it, on the tables of the ready context.</summary>
[Trait("Req", "3.9")]
public sealed class PostgreSqlStorageConformance(ReadyContextFixture fixture)
    : SessionStorageConformance,
        IClassFixture<ReadyContextFixture>
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        await fixture.Database.ClearAsync<SessionDbContext>(ReadyContextFixture.Create);
        return Open();
    }

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => new(Open());

    private ISessionStorage Open() => Storages.Open<SessionDbContext, SessionEntity>(fixture.Database);
}

/// <summary>SQLite, in a file.</summary>
[Trait("Req", "3.9")]
public sealed class SqliteStorageConformance(SqliteFixture fixture)
    : SessionStorageConformance,
        IClassFixture<SqliteFixture>
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        await fixture.Database.ClearAsync<SessionsContext>(SessionsContext.Create);
        return Storages.Open(fixture.Database);
    }

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) =>
        new(Storages.Open(fixture.Database));
}

/// <summary>
/// The statements for any other relational database, on PostgreSQL, and with them a host that has its own entity, another
/// shape of the table, a schema, other names and a filter.
/// </summary>
[Trait("Req", "3.2")]
[Trait("Req", "1.1")]
public sealed class PortableStorageConformance(HostFixture fixture)
    : SessionStorageConformance,
        IClassFixture<HostFixture>
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        await fixture.Database.ClearAsync<HostContext>(HostContext.Create);
        return Open();
    }

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => new(Open());

    private ISessionStorage Open() => Storages.Open<HostContext, HostSession>(fixture.Database, portable: true);
}
