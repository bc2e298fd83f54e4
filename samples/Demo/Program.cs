using Demo;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;

// A walk through what sessions do, in one process and without a server: dotnet run --project samples/Demo
var clock = new DemoClock();
var services = new ServiceCollection();
services.AddSingleton<TimeProvider>(clock);
services.AddSessionManager(options => options.DefaultPolicy.MaxSessions = 3).AddDeviceEnricher();
await using var provider = services.BuildServiceProvider();
var sessions = provider.GetRequiredService<ISessionManager>();

Say.Title("1. Login: a session is opened, and the client gets its token");
var laptop = await LoginAsync(
    "alice",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "192.0.2.10"
);
Say.Line(
    $"alice has session {laptop.Session!.Id}; the token is her client's alone, here is only its end: …{laptop.Tokens!.Token[^4..]}"
);

Say.Title("2. Validation: every request asks whose token this is");
Say.Verdict("alice's token", await sessions.ValidateAsync(laptop.Tokens.Token));
Say.Verdict(
    "the same with another secret",
    await sessions.ValidateAsync(laptop.Tokens.Token[..27] + new string('A', 43))
);
Say.Verdict("something else", await sessions.ValidateAsync("hello"));

Say.Title("3. Several sessions: one a device, three at most, and the one not used for longest makes room");
clock.Advance(TimeSpan.FromMinutes(2));
var phone = await LoginAsync(
    "alice",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
    "198.51.100.7"
);
clock.Advance(TimeSpan.FromMinutes(2));
var tablet = await LoginAsync(
    "alice",
    "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
    "198.51.100.7"
);
await sessions.TouchAsync(laptop.Session.Id);
clock.Advance(TimeSpan.FromMinutes(1));
var fourth = await LoginAsync("alice", "curl/8.9", "203.0.113.5");
Say.Line(
    $"the fourth sign-in ended {Say.Short(fourth.Evicted[0].Id)}, which is the phone: {fourth.Evicted[0].Id == phone.Session!.Id}"
);
await ListAsync("alice");

Say.Title("4. Details of one session");
Say.Details((await sessions.GetAsync(laptop.Session.Id))!, clock.GetUtcNow());

Say.Title("5. Logout: one session ends, the others go on");
await sessions.TerminateAsync(laptop.Session.Id, by: "alice", SessionEndReasons.UserLogout);
Say.Verdict("the laptop's token", await sessions.ValidateAsync(laptop.Tokens.Token));
Say.Verdict("the tablet's token", await sessions.ValidateAsync(tablet.Tokens!.Token));

Say.Title("6. Bulk invalidation: everything of a user ends in one step");
await LoginAsync("bob", "curl/8.9", "203.0.113.9");
Say.Line(
    $"an administrator ended {await sessions.TerminateAllAsync("alice", by: "admin", SessionEndReasons.AdminRevoked)} session(s) of alice"
);
Say.Verdict("the tablet's token", await sessions.ValidateAsync(tablet.Tokens.Token));
await ListAsync("alice");
await ListAsync("bob");

Say.Title("7. Cleanup: what ran out is marked, and history goes after its retention");
clock.Advance(TimeSpan.FromHours(1));
Say.Cleaned("an hour later, keeping 30 days", await sessions.CleanUpAsync());
clock.Advance(TimeSpan.FromDays(31));
Say.Cleaned("31 days later", await sessions.CleanUpAsync());
var counts = await sessions.GetStatisticsAsync();
Say.Line($"left: {counts.Live} live, {counts.Total} in all");

async Task<SessionCreateResult> LoginAsync(string user, string agent, string address) =>
    // In your application the check of the password comes first.
    await sessions.CreateAsync(
        new SessionCreateRequest(user)
        {
            UserAgent = agent,
            IpAddress = address,
            Roles = ["user"],
        }
    );

async Task ListAsync(string user)
{
    var page = await sessions.QueryAsync(new() { Filters = new() { UserId = user } });
    Say.List(user, page.Sessions, clock.GetUtcNow());
}
