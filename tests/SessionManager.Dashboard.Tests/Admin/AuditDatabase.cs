using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>A real database that keeps the audit trail of a host.</summary>
internal sealed class AuditDatabase : IDisposable
{
    private readonly SqliteFile _file = new();

    /// <summary>A host that writes its trail here.</summary>
    public HostSetup Setup(Action<IServiceCollection>? after = null) =>
        new()
        {
            Before = builder =>
                builder.Services.AddDbContextFactory<SessionDbContext>(options =>
                    options.UseSqlite(_file.ConnectionString)
                ),
            Builder = static builder => builder.AddDatabaseAudit<SessionDbContext>(),
            After = after,
        };

    public async Task CreateAsync(IServiceProvider services)
    {
        await using var context = await OpenAsync(services);
        await context.Database.EnsureCreatedAsync();
    }

    /// <summary>Changes the trail behind the library's back.</summary>
    public async Task TamperAsync(IServiceProvider services, FormattableString sql)
    {
        await using var context = await OpenAsync(services);
        Assert.True(await context.Database.ExecuteSqlAsync(sql) > 0);
    }

    public void Dispose() => _file.Dispose();

    private static Task<SessionDbContext> OpenAsync(IServiceProvider services) =>
        services.GetRequiredService<IDbContextFactory<SessionDbContext>>().CreateDbContextAsync();
}
