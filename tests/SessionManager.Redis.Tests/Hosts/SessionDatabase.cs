using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.Hosts;

/// <summary>A PostgreSQL database of a test's own with the tables of sessions.</summary>
internal static class SessionDatabase
{
    private const string Template = "session_manager";

    public static async Task<string> CreateAsync()
    {
        var server = await Postgres.GetAsync();
        await server.PrepareTemplateAsync(
            Template,
            static async connectionString =>
            {
                var options = new DbContextOptionsBuilder<SessionDbContext>().UseNpgsql(connectionString).Options;
                await using var context = new SessionDbContext(options);
                await context.Database.MigrateAsync();
            }
        );
        return await server.CreateDatabaseAsync(Template);
    }

    public static async Task DropAsync(string connectionString) =>
        await (await Postgres.GetAsync()).DropDatabaseAsync(connectionString);

    /// <summary>The storage as a host gets it from its container.</summary>
    public static ISessionStorage Open(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddPooledDbContextFactory<SessionDbContext>(options => options.UseNpgsql(connectionString));
        services.AddSessionManager().UseEntityFrameworkStorage<SessionDbContext>();
        return services.BuildServiceProvider().GetRequiredService<ISessionStorage>();
    }
}
