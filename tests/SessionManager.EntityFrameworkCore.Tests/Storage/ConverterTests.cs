using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>A host may keep a column in a form of its own: it reads back as it was written, by every way of reading.</summary>
[Trait("Req", "3.2")]
public sealed class ConverterTests
{
    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public async Task A_column_with_a_converter_of_the_hosts_reads_back(string kind)
    {
        await using var database = await (await TestDatabase.OnAsync(kind)).WithTablesOfAsync<ConvertingContext>(
            static options => new(options)
        );
        var storage = Storages.Open<ConvertingContext, SessionEntity>(database);
        var record = SessionSamples.CreateFull("alice", new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);

        SessionRecordAssert.Same(record, await storage.FindAsync(record.Session.Id, CancellationToken.None));
        var page = await storage.QueryAsync(
            new() { Filters = new() { IpAddress = record.Session.IpAddress } },
            record.Session.CreatedAt,
            CancellationToken.None
        );

        Assert.Equal(record.Session.IpAddress, Assert.Single(page.Sessions).IpAddress);
        await using var context = database.Open<ConvertingContext>(static options => new(options));
        var stored = await context
            .Database.SqlQueryRaw<string>("SELECT ip_address AS \"Value\" FROM sessions")
            .SingleAsync();
        Assert.StartsWith("hidden:", stored, StringComparison.Ordinal);
    }

    private sealed class ConvertingContext(DbContextOptions<ConvertingContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.ApplySessionManager();
            modelBuilder
                .Entity<SessionEntity>()
                .Property(static session => session.IpAddress)
                .HasMaxLength(100)
                .HasConversion(static text => "hidden:" + text, static text => text!.Substring("hidden:".Length));
        }
    }
}
