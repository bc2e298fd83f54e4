using Microsoft.EntityFrameworkCore;
using SessionManager.Tests.Servers;

namespace SessionManager.Cli.Tests.Stores;

internal sealed class PostgresStore : DatabaseStore
{
    public string ConnectionString { get; private set; } = "";

    public override string[] Connection => ["--connection", ConnectionString];

    public override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(ConnectionString);

    /// <summary>A database without tables.</summary>
    public async Task<PostgresStore> CreateAsync()
    {
        ConnectionString = await (await Postgres.GetAsync()).CreateDatabaseAsync();
        return this;
    }

    public override async Task AddEndedAsync(int count)
    {
        var (session, _) = await SignInAsync("template");
        await Sessions.TerminateAsync(session.Id, "test", "template");
        await ExecuteAsync(
            $$"""
            CREATE TEMP TABLE one AS SELECT * FROM sessions WHERE id = '{{session.Id}}';
            DO $do$
            DECLARE columns text := (SELECT string_agg(column_name, ', ') FROM information_schema.columns
              WHERE table_name = 'sessions' AND table_schema = 'public' AND column_name NOT IN ('id', 'terminated_at'));
            BEGIN
              EXECUTE 'INSERT INTO sessions (id, terminated_at, ' || columns || ')
                SELECT ''sess_'' || lpad(n::text, 26, ''0''), now() - interval ''1 hour'', ' || columns || '
                FROM one, generate_series(1, {{count}}) n';
            END $do$;
            """
        );
    }

    protected override async Task PrepareAsync()
    {
        await CreateAsync();
        await base.PrepareAsync();
    }
}
