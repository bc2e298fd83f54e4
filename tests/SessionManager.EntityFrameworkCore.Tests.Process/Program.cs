using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.EntityFrameworkCore.Worker;
using SessionManager.Management;
using SessionManager.Storage;

// One of several processes that sign the same user in at once. Arguments: the provider, the connection string, the user,
// how often, the limit, what happens at the limit. Says "ready", waits for a line, and says how many sign-ins succeeded.
var (provider, connectionString, user) = (args[0], args[1], args[2]);
var times = int.Parse(args[3], CultureInfo.InvariantCulture);
var maximum = int.Parse(args[4], CultureInfo.InvariantCulture);
var action = Enum.Parse<SessionLimitAction>(args[5]);

var services = new ServiceCollection();
services.AddPooledDbContextFactory<WorkerContext>(options =>
{
    if (provider == "SQLite")
        options.UseSqlite(connectionString);
    else
        options.UseNpgsql(connectionString);
});
services
    .AddSessionManager(options =>
    {
        // All of them wait for one lock: the last ones for long.
        options.StorageTimeout = TimeSpan.FromMinutes(1);
        options.DefaultPolicy.MaxSessions = maximum;
        options.DefaultPolicy.WhenExceeded = action;
    })
    .UseEntityFrameworkStorage<WorkerContext>();
await using var built = services.BuildServiceProvider();
var sessions = built.GetRequiredService<ISessionManager>();
await sessions.GetStatisticsAsync();

Console.WriteLine("ready");
Console.ReadLine();

var succeeded = 0;
await Parallel.ForEachAsync(
    Enumerable.Range(0, times),
    new ParallelOptions { MaxDegreeOfParallelism = 16 },
    async (_, cancellationToken) =>
    {
        var result = await sessions.CreateAsync(new SessionCreateRequest(user), cancellationToken);
        if (result.Succeeded)
            Interlocked.Increment(ref succeeded);
        else if (result.Outcome != SessionOutcome.LimitReached)
            throw new InvalidOperationException($"The sign-in ended with {result.Outcome}.");
    }
);
Console.WriteLine(succeeded.ToString(CultureInfo.InvariantCulture));
