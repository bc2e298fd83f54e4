using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.Audit.Trail;
using SessionManager.Dashboard.Tests.Accessibility;
using SessionManager.Sessions;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>The audit trail on the page, over a real database.</summary>
public sealed class AuditTests : AdminTest, IDisposable
{
    private readonly AuditDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [ChromiumFact]
    [Trait("Req", "4.18")]
    public async Task Events_are_listed_and_found_with_who_did_it_and_why()
    {
        await StartAuditedAsync();
        await OpenManyAsync(3);
        var victim = await OpenSessionAsync(7, "bob");
        var window = await OpenAdminAsync(query: "?user=bob");
        var page = window.Page;
        await Named(page, "End all of bob").ClickAsync();
        await ConfirmAsync(page);
        await OutcomeAsync(page);
        await Named(page, "Close").ClickAsync();
        await WrittenAsync(2, new() { UserId = "bob" });

        await Named(page, "Audit trail", AriaRole.Link).ClickAsync();
        await SettledAsync(page);
        await page.GetByLabel("User id").FillAsync("bob");
        var rows = page.Locator(".rows tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("root");
        await Expect(rows.First).ToContainTextAsync("Ended by an administrator");
        await page.GetByLabel("Event", new() { Exact = true }).SelectOptionAsync("created");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync(victim.Id.ToString());
        await Axe.AssertNoViolationAsync(page);

        await GoToAsync(page, $"?view=audit&session={victim.Id}");
        await Expect(rows).ToHaveCountAsync(2);
    }

    [ChromiumFact]
    [Trait("Req", "4.13")]
    public async Task The_trail_is_verified_and_what_is_wrong_in_it_is_named()
    {
        await StartAuditedAsync();
        await OpenManyAsync(50);
        await WrittenAsync(50, new() { Limit = 200 });
        var page = (await OpenAdminAsync(query: "?view=audit")).Page;
        await Expect(page.Locator(".rows tbody tr")).ToHaveCountAsync(50);
        await Named(page, "Verify the trail").ClickAsync();
        await ConfirmAsync(page);
        Assert.Contains("The audit trail is intact.", await OutcomeAsync(page), StringComparison.Ordinal);
        await Axe.AssertNoViolationAsync(page);
        await Named(page, "Close").ClickAsync();

        await _database.TamperAsync(Host.Services, $"UPDATE session_audit SET actor = 'nobody' WHERE sequence = 5");
        await Named(page, "Verify the trail").ClickAsync();
        await ConfirmAsync(page);
        var outcome = await OutcomeAsync(page);
        Assert.Contains("has been tampered with", outcome, StringComparison.Ordinal);
        Assert.Contains("Altered", outcome, StringComparison.Ordinal);
        Assert.Contains("First wrong at row 5", outcome, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_verification_can_be_stopped_and_only_one_runs_at_a_time()
    {
        var slow = new SlowTrail();
        await StartAuditedAsync(services => services.AddSingleton<ISessionAuditTrail>(slow));
        var window = await OpenAdminAsync(query: "?view=audit");
        var page = window.Page;
        await Named(page, "Verify the trail").ClickAsync();
        await ConfirmAsync(page);
        await Expect(Dialog(page)).ToContainTextAsync("1,234 rows checked");

        var second = await window.NewPageAsync();
        window.Expect(409);
        await GoToAsync(second, "?view=audit");
        await Named(second, "Verify the trail").ClickAsync();
        await ConfirmAsync(second);
        Assert.Contains("being verified already", await OutcomeAsync(second), StringComparison.Ordinal);

        await page.Keyboard.PressAsync("Escape");
        Assert.Contains("Stopped.", await OutcomeAsync(page), StringComparison.Ordinal);
        await slow.Stopped.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [ChromiumFact]
    public async Task Without_a_trail_the_page_says_how_to_get_one()
    {
        await StartAdminAsync();
        var page = (await OpenAdminAsync(query: "?view=audit")).Page;
        await Expect(page.Locator(".view")).ToContainTextAsync("AddDatabaseAudit()");
        await Expect(page.Locator(".filters")).ToBeHiddenAsync();
    }

    [ChromiumFact]
    [Trait("Req", "4.13")]
    public async Task Plots_count_all_nodes_from_the_trail()
    {
        await StartAuditedAsync();
        await OpenManyAsync(10);
        await Host.Sessions.TerminateAllAsync("user-3", "user-3", SessionEndReasons.UserLogout);
        await WrittenAsync(11, new() { Limit = 200 });
        var page = (await OpenAdminAsync(query: "?view=activity")).Page;
        await Expect(page.Locator(".view")).ToContainTextAsync("From the audit trail, over all servers");
        await Expect(page.Locator(".chart"))
            .ToHaveAttributeAsync(
                "aria-label",
                new System.Text.RegularExpressions.Regex("1[01] sessions were opened and 1 ended")
            );
        await Expect(page.Locator(".counts").First).ToContainTextAsync("Computer");
        await Expect(page.Locator(".counts").Last).ToContainTextAsync("Logged out");
        await page.Locator(".as-table summary").ClickAsync();
        await Expect(page.Locator(".plain tbody tr")).ToHaveCountAsync(24);
        await Axe.AssertNoViolationAsync(page);
    }

    private async Task StartAuditedAsync(Action<IServiceCollection>? after = null)
    {
        await StartAdminAsync(_database.Setup(after));
        await _database.CreateAsync(Host.Services);
    }

    /// <summary>Waits until the trail has this many events: it is written in the background.</summary>
    private async Task WrittenAsync(int count, SessionAuditQuery query)
    {
        var trail = Host.Services.GetRequiredService<ISessionAuditTrail>();
        for (var turn = 0; turn < Turns; turn++)
        {
            if ((await trail.QueryAsync(query)).Items.Count >= count)
                return;
            await Task.Delay(25);
        }

        Assert.Fail("The events were not written.");
    }

    /// <summary>A trail whose verification takes until it is stopped.</summary>
    private sealed class SlowTrail : ISessionAuditTrail
    {
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stopped => _stopped.Task;

        public Task<SessionAuditPage> QueryAsync(
            SessionAuditQuery query,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(new SessionAuditPage([], null));

        public async Task<SessionAuditVerification> VerifyAsync(
            IProgress<long>? progress = null,
            CancellationToken cancellationToken = default
        )
        {
            progress?.Report(1234);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                _stopped.TrySetResult();
            }

            return new([]);
        }

        public Task<long> PurgeAsync(
            DateTimeOffset before,
            int batch = 1000,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(0L);
    }
}
