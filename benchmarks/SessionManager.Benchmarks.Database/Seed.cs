using System.Data.Common;
using System.Globalization;
using SessionManager.Sessions;

namespace SessionManager.Benchmarks.Database;

/// <summary>Fills the table by statements of the database itself: through the storage a million rows would take an hour.</summary>
internal sealed class Seed(SessionStore store)
{
    private const int Hour = 3600;

    /// <summary>Live sessions of as many users as that makes, named by a prefix and a number from 0 on.</summary>
    public Task LiveAsync(string prefix, int count, int perUser) =>
        InsertAsync($"'{prefix}-' || ((n.i - 1) / {perUser})", count, expires: $"{10 * Hour} + n.i % {Hour}");

    /// <summary>Sessions whose time ran out in the last hour.</summary>
    public Task DueAsync(int count) => InsertAsync("'due-' || ((n.i - 1) / 2)", count, expires: $"-1 - n.i % {Hour}");

    /// <summary>Ids of live sessions, in no order.</summary>
    public async Task<SessionId[]> SampleAsync(int count)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT id FROM sessions WHERE expires_at > {store.Target.Time("0")} ORDER BY random() LIMIT {count}";
        var ids = new List<SessionId>(count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            ids.Add(SessionId.Parse(reader.GetString(0), CultureInfo.InvariantCulture));
        return [.. ids];
    }

    public async Task<DbConnection> OpenAsync()
    {
        var connection = store.Target.Connect();
        await connection.OpenAsync();
        return connection;
    }

    // Used at different times in the last hours, as far back as it takes for a list to have an order.
    private async Task InsertAsync(string user, int count, string expires)
    {
        var target = store.Target;
        var used = target.Time($"-{2 * Hour} - n.i % {2 * Hour}");
        var created = target.Time($"-{5 * Hour} - n.i % {Hour}");
        await ExecuteAsync(
            $"""
            INSERT INTO sessions (
                id, user_id, status, created_at, last_activity, authenticated_at, expires_at, absolute_expires_at,
                idle_timeout, refresh_threshold, is_sliding, is_persistent, ip_address, user_agent, device_type,
                device_name, browser, operating_system, roles, secret_hash, version)
            SELECT 'sess_' || {target.RandomId}, {user}, 'active', {created}, {used}, {created},
                {target.Time(expires)}, {target.Time($"{20 * Hour}")}, 43200000000, 0, 1 = 1, 1 = 0,
                '203.0.113.' || n.i % 250, 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'desktop',
                'Chrome on Linux', 'Chrome', 'Linux', '["user"]', {target.RandomHash}, 1
            FROM {target.Numbers(count)}
            """
        );
        if (target.Analyze is { } analyze)
            await ExecuteAsync(analyze);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
