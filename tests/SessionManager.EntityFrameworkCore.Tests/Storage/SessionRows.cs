using Npgsql;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Many rows of the session table at once, made by PostgreSQL itself.</summary>
internal static class SessionRows
{
    /// <param name="connectionString">Where the default tables are.</param>
    /// <param name="count">How many; the number of a row is <c>n</c>, from 1 on.</param>
    /// <param name="kind">One character that begins the ids, so that several calls do not meet.</param>
    /// <param name="user">The user id, as SQL over <c>n</c>.</param>
    /// <param name="activity">The last use, as SQL over <c>n</c>.</param>
    /// <param name="expires">The end, as SQL over <c>n</c> and <c>activity</c>.</param>
    /// <param name="ended">When it was ended, as SQL over <c>n</c> and <c>activity</c>; null for not at all.</param>
    public static async Task InsertAsync(
        string connectionString,
        int count,
        char kind,
        string user,
        string activity,
        string expires,
        string ended = "NULL::timestamptz"
    )
    {
        var sql = $"""
            INSERT INTO sessions (
                id, user_id, user_name, status, created_at, last_activity, authenticated_at, expires_at,
                absolute_expires_at, idle_at, idle_timeout, idle_after, refresh_threshold, is_sliding, is_persistent,
                ip_address, user_agent, device_type, country_code, country_key, city, city_key, terminated_at,
                terminated_by, termination_reason, termination_id, secret_hash, version)
            SELECT
                'sess_' || '{kind}' || substr(md5(n::text), 1, 24) || 'A', user_id, 'Somebody',
                CASE WHEN ended IS NULL THEN 'active' WHEN n % 2 = 0 THEN 'expired' ELSE 'terminated' END,
                activity - interval '10 minutes', activity, activity - interval '10 minutes', expires,
                activity + interval '12 hours', activity + interval '5 minutes', 1800000000, 300000000, 300000000,
                true, false, '10.' || n % 50 || '.' || n % 97 || '.' || n % 251, repeat('agent ', 20),
                (ARRAY['desktop', 'phone', 'tablet'])[1 + n % 3], 'CH', 'CH', 'City ' || n % 500,
                'CITY ' || n % 500, ended, CASE WHEN ended IS NULL THEN NULL ELSE 'system' END,
                CASE WHEN ended IS NULL THEN NULL WHEN n % 2 = 0 THEN 'expired' ELSE 'user_logout' END,
                CASE WHEN ended IS NULL THEN NULL ELSE gen_random_uuid() END, sha256(n::text::bytea), 1
            FROM (
                SELECT n, user_id, activity, {expires} AS expires, {ended} AS ended
                FROM (SELECT n, {user} AS user_id, {activity} AS activity FROM generate_series(1, {count}) AS n) AS a
            ) AS b
            """;
        await RunAsync(connectionString, sql);
        await RunAsync(
            connectionString,
            "INSERT INTO session_users (user_id) SELECT DISTINCT user_id FROM sessions ON CONFLICT DO NOTHING"
        );
    }

    public static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
