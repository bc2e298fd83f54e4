using Microsoft.EntityFrameworkCore;

namespace SessionManager.EntityFrameworkCore.Worker;

internal sealed class WorkerContext(DbContextOptions<WorkerContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplySessionManager();
}
