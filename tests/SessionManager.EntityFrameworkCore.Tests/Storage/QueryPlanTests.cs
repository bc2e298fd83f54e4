using SessionManager.Tests.Servers;
using Xunit.Abstractions;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>An index serves what the storage asks, by the planner's own choice.</summary>
[Trait("Req", "0.4")]
public sealed class QueryPlanTests(QueryPlanFixture fixture, ITestOutputHelper output) : IClassFixture<QueryPlanFixture>
{
    /// <summary>
    /// What reads a large part of the table, whatever index there is: a scan is the cheapest way. Everybody's sessions
    /// are counted and searched by administrators only.
    /// </summary>
    private static readonly string[] _scans = ["statistics"];

    private static readonly string[] _hot =
    [
        "find",
        "find many",
        "insert",
        "insert and evict",
        "insert refused",
        "insert twice",
        "touch one",
        "touch many",
        "replace",
        "terminate",
        "terminate all",
        "terminate all but",
        "user's list",
        "user's list, next page",
        "user's live list",
        "user's live list, next page",
        "user's ended list",
        "user's ended list, next page",
        "expire due",
        "purge",
        "purge the last",
        "erase",
    ];

    public static TheoryData<string> Hot => [.. _hot];

    [PostgresTheory]
    [MemberData(nameof(Hot))]
    public void An_index_serves_every_statement_of(string operation)
    {
        var plans = fixture.Of(operation);
        Write(plans);

        Assert.NotEmpty(plans);
        Assert.All(plans, static plan => Assert.False(plan.ScansSessions, plan.ToString()));
        // A purge looks a batch of users up: a good part of the 5,000 that there are here.
        if (!operation.StartsWith("purge", StringComparison.Ordinal))
            Assert.All(plans, static plan => Assert.False(plan.ScansUsers, plan.ToString()));
        Assert.Contains(plans, static plan => plan.Text.Contains("Index", StringComparison.Ordinal));
    }

    [PostgresFact]
    public void An_index_serves_what_administrators_ask()
    {
        var plans = fixture.All.Where(static plan => !_hot.Contains(plan.Operation)).ToList();
        Write(plans);

        Assert.Equal(
            _scans,
            plans.Where(static plan => plan.ScansSessions).Select(static plan => plan.Operation).Distinct()
        );
    }

    private void Write(IEnumerable<QueryPlan> plans)
    {
        foreach (var plan in plans)
            output.WriteLine(plan.ToString());
    }
}
