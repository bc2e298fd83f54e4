using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit;
using SessionManager.EntityFrameworkCore.Schema;

namespace SessionManager.Cli.Tests.Stores;

/// <summary>Sessions and the audit trail in a database.</summary>
internal abstract class DatabaseStore : Store
{
    /// <summary>The key of the host's audit trail; null for none.</summary>
    public byte[]? AuditKey { get; init; }

    public abstract void Use(DbContextOptionsBuilder options);

    /// <summary>Writes so many sessions that ended an hour ago.</summary>
    public abstract Task AddEndedAsync(int count);

    public SessionDbContext Open()
    {
        var options = new DbContextOptionsBuilder<SessionDbContext>();
        Use(options);
        return new SessionDbContext(options.Options);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var context = Open();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    public async Task<int> CountAsync()
    {
        await using var context = Open();
        return await context.Sessions.CountAsync();
    }

    protected override async Task PrepareAsync()
    {
        await using var context = Open();
        await context.Database.MigrateAsync();
    }

    protected override void Add(IServiceCollection services)
    {
        services.AddPooledDbContextFactory<SessionDbContext>(Use);
        services
            .AddSessionManager(options =>
            {
                options.Audit.Mode = SessionAuditMode.Strict;
                options.StorageTimeout = TimeSpan.FromSeconds(30);
            })
            .AddDeviceEnricher()
            .UseEntityFrameworkStorage<SessionDbContext>()
            .AddDatabaseAudit<SessionDbContext>(options => options.Key = AuditKey);
    }
}
