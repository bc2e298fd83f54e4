using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Each shape of the table on each database, with a host's own user table and column.</summary>
public abstract class PresetTests<TContext>(string table, string lastActivity, string terminatedAt)
    where TContext : PresetContext
{
    private static readonly DateTimeOffset _now = Moments.Start;

    /// <summary>Columns and whether they may be null.</summary>
    protected abstract IReadOnlyDictionary<string, bool> Columns { get; }

    /// <summary>Indexes that only this shape has.</summary>
    protected abstract IReadOnlyDictionary<string, string> Indexes { get; }

    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public Task The_whole_life_of_a_session_works(string kind) =>
        RunAsync(kind, static (_, storage) => SessionLife.RunAsync(storage));

    [Theory]
    [Trait("Req", "0.1")]
    [Trait("Req", "0.4")]
    [Trait("Req", "1.1")]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public Task Columns_and_indexes_have_their_names(string kind) =>
        RunAsync(
            kind,
            async (context, _) =>
            {
                var shape = await TableShape.ReadAsync(context, table, kind == DatabaseKinds.Sqlite);

                foreach (var (column, nullable) in Columns)
                    Assert.Equal((column, nullable), (column, shape.Columns[column].Nullable));
                var state = Columns.ContainsKey("status") ? "status" : "is_active";
                var id = Columns.ContainsKey("session_id") ? "session_id" : "id";
                var expected = new Dictionary<string, string>(Indexes, StringComparer.Ordinal)
                {
                    [$"ix_{table}_user"] = $"user_id,{state},{lastActivity},{id}",
                    [$"ix_{table}_due"] = $"{state},expires_at",
                    [$"ix_{table}_ended"] = terminatedAt,
                    [$"ix_{table}_activity"] = $"{lastActivity},{id}",
                    [$"ix_{table}_ip_address"] = "ip_address",
                };
                var named = shape.Indexes.Where(static index => index.Key.StartsWith("ix_", StringComparison.Ordinal));
                Assert.Equal(
                    expected.OrderBy(static index => index.Key, StringComparer.Ordinal),
                    named.OrderBy(static index => index.Key, StringComparer.Ordinal)
                );
                if (kind == DatabaseKinds.PostgreSql)
                {
                    Assert.Equal("character varying(45)", shape.Columns["ip_address"].Type);
                    Assert.Equal("character varying(512)", shape.Columns["user_agent"].Type);
                    Assert.Equal("timestamp with time zone", shape.Columns["expires_at"].Type);
                }
            }
        );

    [Theory]
    [Trait("Req", "0.3")]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public Task A_deleted_user_takes_the_sessions_along(string kind) =>
        RunAsync(
            kind,
            static async (context, storage) =>
            {
                var gone = SessionSamples.Create("alice", _now);
                var stays = SessionSamples.Create("bob", _now);
                await storage.InsertAsync(gone, SessionLimit.None, default);
                await storage.InsertAsync(stays, SessionLimit.None, default);

                await context.Set<HostUser>().Where(static user => user.Id == "alice").ExecuteDeleteAsync();

                Assert.Null(await storage.FindAsync(gone.Session.Id, default));
                Assert.NotNull(await storage.FindAsync(stays.Session.Id, default));
                var nobody = SessionSamples.Create("nobody", _now);
                await Assert.ThrowsAsync<DbUpdateException>(async () =>
                    await storage.InsertAsync(nobody, SessionLimit.None, default)
                );
            }
        );

    [Theory]
    [Trait("Req", "3.2")]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public Task A_column_of_the_host_is_filled(string kind) =>
        RunAsync(
            kind,
            static async (context, storage) =>
            {
                var record = SessionSamples.Create("alice", _now);
                await storage.InsertAsync(record, SessionLimit.None, default);

                var row = await context.Set<TenantSession>().SingleAsync();
                Assert.Equal("tenant of alice", row.Tenant);

                // What others write leaves it alone.
                await storage.TouchAsync([new(record.Session.Id, _now.AddMinutes(1))], default);
                var touched = (await storage.FindAsync(record.Session.Id, default))!;
                Assert.True(await storage.ReplaceAsync(touched, touched.Version, _now.AddMinutes(1), default));
                Assert.Equal(
                    "tenant of alice",
                    await context.Set<TenantSession>().Select(one => one.Tenant).SingleAsync()
                );
            }
        );

    /// <summary>Runs on a new database in which alice and bob are users.</summary>
    protected static async Task RunAsync(string kind, Func<TContext, ISessionStorage, Task> test)
    {
        if (kind == DatabaseKinds.PostgreSql)
            Postgres.Require();
        await using var database = await TestDatabase.OnAsync(kind);
        var services = new ServiceCollection();
        services.AddPooledDbContextFactory<TContext>(database.Configure);
        services
            .AddSessionManager()
            .UseEntityFrameworkStorage<TContext, TenantSession>(static options =>
                options.OnInserting = static (row, session) => row.Tenant = $"tenant of {session.UserId}"
            );
        await using var built = services.BuildServiceProvider();
        await using var context = await built.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync();
        await context.Database.EnsureCreatedAsync();
        context.AddRange(new HostUser { Id = "alice" }, new HostUser { Id = "bob" });
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        await test(context, built.GetRequiredService<ISessionStorage>());
    }
}

/// <summary>The default shape.</summary>
public sealed class SessionsPresetTests() : PresetTests<SessionsPreset>("sessions", "last_activity", "terminated_at")
{
    protected override IReadOnlyDictionary<string, bool> Columns { get; } =
        new Dictionary<string, bool>(StringComparer.Ordinal)
        {
            ["id"] = false,
            ["user_id"] = false,
            ["ip_address"] = true,
            ["user_agent"] = true,
            ["created_at"] = false,
            ["expires_at"] = false,
            ["last_activity"] = false,
            ["status"] = false,
            ["terminated_at"] = true,
            ["terminated_by"] = true,
        };

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    [Theory]
    [Trait("Req", "0.2")]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public Task Another_status_word_is_refused(string kind) =>
        RunAsync(
            kind,
            static async (context, storage) =>
            {
                var record = SessionSamples.Create("alice", Moments.Start);
                await storage.InsertAsync(record, SessionLimit.None, default);
                foreach (var word in (string[])["active", "idle", "expired", "terminated"])
                    await SetAsync(context, word);

                foreach (var word in (string[])["Active", "ended", ""])
                    await Assert.ThrowsAnyAsync<DbException>(() => SetAsync(context, word));
            }
        );

    private static Task<int> SetAsync(SessionsPreset context, string word) =>
        context.Database.ExecuteSqlAsync($"UPDATE sessions SET status = {word}");
}

/// <summary>The shape with <c>is_active</c>.</summary>
public sealed class UserSessionsPresetTests()
    : PresetTests<UserSessionsPreset>("user_sessions", "last_activity", "invalidated_at")
{
    protected override IReadOnlyDictionary<string, bool> Columns { get; } =
        new Dictionary<string, bool>(StringComparer.Ordinal)
        {
            ["id"] = false,
            ["user_id"] = false,
            ["device_info"] = true,
            ["ip_address"] = true,
            ["is_active"] = false,
            ["expires_at"] = false,
            ["invalidated_at"] = true,
            ["invalidation_reason"] = true,
        };

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    [PostgresFact]
    [Trait("Req", "1.1")]
    public Task A_reason_has_a_hundred_characters() =>
        RunAsync(
            DatabaseKinds.PostgreSql,
            static async (context, _) =>
            {
                var shape = await TableShape.ReadAsync(context, "user_sessions", sqlite: false);
                Assert.Equal("character varying(100)", shape.Columns["invalidation_reason"].Type);
                Assert.DoesNotContain("status", shape.Columns.Keys);
            }
        );
}

/// <summary>The shape that is indexed by user name.</summary>
public sealed class SessionTrackingPresetTests()
    : PresetTests<SessionTrackingPreset>("session_tracking", "last_accessed", "ended_at")
{
    protected override IReadOnlyDictionary<string, bool> Columns { get; } =
        new Dictionary<string, bool>(StringComparer.Ordinal)
        {
            ["session_id"] = false,
            ["user_id"] = false,
            ["username"] = true,
            ["created_at"] = false,
            ["last_accessed"] = false,
            ["is_active"] = false,
            ["ended_at"] = true,
            ["ended_by"] = true,
            ["end_reason"] = true,
        };

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ix_session_tracking_username_active"] = "username,is_active",
            ["ix_session_tracking_created"] = "created_at",
        };
}
