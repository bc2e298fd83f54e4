using Npgsql;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>The trail over connections that break.</summary>
[Trait("Req", "3.12")]
[Trait("Sec", "35")]
public sealed class PostgresAuditOutageTests : AuditTests
{
    private PostgresServer? _server;

    /// <summary>A host that lets the provider try again: then a transaction must be a unit that can be.</summary>
    [PostgresFact]
    public async Task A_commit_that_the_provider_tries_again_writes_once()
    {
        var failure = new CommitFailure();
        var node = Node(interceptors: failure);
        await node.WriteAsync(Events(1, 2));

        failure.AfterNext(new NpgsqlException("the connection is gone", new IOException()));
        await node.WriteAsync(Events(3, 2));
        failure.BeforeNext(new NpgsqlException("the connection is gone", new IOException()));
        await node.WriteAsync(Events(5, 2));

        Assert.Equal([1, 2, 3, 4, 5, 6], (await Database.RowsAsync()).Select(static row => row.Sequence));
        Assert.Equal(2, await node.Trail.PurgeAsync(Start.AddMinutes(3)));
        Assert.Equal("", await node.VerifyAsync());
    }

    [PostgresFact]
    public async Task A_database_that_was_down_has_a_whole_chain()
    {
        var node = Node();
        await node.WriteAsync(Events(1, 2));

        await _server!.KillAsync();
        var batch = Events(3, 2);
        await Assert.ThrowsAsync<SessionStorageException>(() => node.WriteAsync(batch));
        await Assert.ThrowsAsync<SessionStorageException>(() => node.Trail.VerifyAsync());
        await _server.StartAsync();
        await node.WriteAsync(batch);
        await node.WriteAsync(Events(5, 1));

        Assert.Equal(
            ["1", "2", "3", "4", "5"],
            (await Database.RowsAsync()).Select(static row => AuditDetails.Read(row.Details)["number"])
        );
        Assert.Equal("", await node.VerifyAsync());
    }

    protected override async Task<AuditDatabase> CreateDatabaseAsync()
    {
        Postgres.Require();
        _server = await PostgresServer.CreateAsync(new PostgresServerOptions(Durable: true));
        return await AuditDatabase.PostgresAsync(
            _server,
            static options => options.EnableRetryOnFailure(2, TimeSpan.FromMilliseconds(20), null)
        );
    }

    protected override async Task DisposeDatabaseAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
