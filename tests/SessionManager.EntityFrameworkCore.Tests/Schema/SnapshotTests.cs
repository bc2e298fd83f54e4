using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.EntityFrameworkCore.Tests.Databases;

namespace SessionManager.EntityFrameworkCore.Tests.Schema;

/// <summary>The migrations lead to what the ready contexts map, on both providers.</summary>
[Trait("Req", "4.12")]
public sealed class SnapshotTests
{
    [Theory]
    [MemberData(nameof(SessionSchemaTests.Shapes), MemberType = typeof(SessionSchemaTests))]
    public async Task No_change_is_pending(string kind, string context)
    {
        await using var database = await TestDatabase.OnAsync(kind);
        await using DbContext opened = context switch
        {
            nameof(SessionDbContext) => database.Open<SessionDbContext>(static options => new(options)),
            nameof(UserSessionsDbContext) => database.Open<UserSessionsDbContext>(static options => new(options)),
            _ => database.Open<SessionTrackingDbContext>(static options => new(options)),
        };
        var snapshot = opened.GetService<IMigrationsAssembly>().ModelSnapshot!.Model;
        var initializer = opened.GetService<IModelRuntimeInitializer>();
        if (snapshot is IMutableModel mutable)
            snapshot = mutable.FinalizeModel();
        snapshot = initializer.Initialize(snapshot);

        var differences = opened
            .GetService<IMigrationsModelDiffer>()
            .GetDifferences(
                snapshot.GetRelationalModel(),
                opened.GetService<IDesignTimeModel>().Model.GetRelationalModel()
            );

        Assert.Empty(
            differences.Select(static operation =>
                operation is Microsoft.EntityFrameworkCore.Migrations.Operations.ColumnOperation column
                    ? $"{operation.GetType().Name} {column.Table}.{column.Name}"
                    : operation.GetType().Name
            )
        );
    }
}
