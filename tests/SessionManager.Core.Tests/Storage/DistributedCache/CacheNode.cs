using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Options;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.DistributedCache;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.Core.Tests.Storage.DistributedCache;

/// <summary>A storage as one process has it, over a cache that others may share.</summary>
internal sealed class CacheNode(IDistributedCache cache, ManualTimeProvider clock)
{
    public CacheSessionStorage Storage { get; } = new(cache, Options.Create(new CacheSessionStorageOptions()), clock);

    public DateTimeOffset Now => clock.GetUtcNow();

    public SessionTermination Ending =>
        new()
        {
            At = Now,
            By = "admin-1",
            Reason = SessionEndReasons.AdminRevoked,
        };

    public async Task<SessionRecord> OpenAsync(string userId = "alice")
    {
        var record = SessionSamples.Create(userId, Now);
        Assert.Equal(SessionInsertOutcome.Inserted, await SignInAsync(record));
        return record;
    }

    public async Task<SessionInsertOutcome> SignInAsync(SessionRecord record, SessionLimit? limit = null) =>
        (await Storage.InsertAsync(record, limit ?? SessionLimit.None, default)).Outcome;

    public async Task<bool> TouchAsync(SessionRecord record) =>
        await Storage.TouchAsync([new(record.Session.Id, Now)], default) == 1;

    public async Task<SessionRecord?> FindAsync(SessionRecord record) =>
        await Storage.FindAsync(record.Session.Id, default);

    public async Task<IReadOnlyList<UserSession>> LiveAsync(string userId = "alice")
    {
        var filters = new SessionFilters { UserId = userId, ActiveOnly = true };
        var query = new SessionQuery { Filters = filters, Limit = SessionQuery.MaximumLimit };
        return (await Storage.QueryAsync(query, Now, default)).Sessions;
    }
}
