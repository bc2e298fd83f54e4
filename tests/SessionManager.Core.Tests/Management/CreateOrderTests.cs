using Microsoft.Extensions.DependencyInjection;
using Moq;
using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.Backends.Opaque;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Enrichers;
using SessionManager.Management;
using SessionManager.Policies;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

public class CreateOrderTests
{
    [Fact]
    [Trait("Req", "3.18")]
    public async Task A_session_is_made_in_the_stated_order()
    {
        var order = new List<string>();
        await using var host = SessionHost.Create(build: builder => Record(builder, order));
        host.Storage.Before(StorageOperation.Insert, _ => Note(order, "storage"));
        host.Audit.OnWrite = (_, _) => Note(order, "audit");

        await host.SignInAsync();

        Assert.Equal(["policy", "backend", "enricher 1", "enricher 2", "storage", "audit"], order);
    }

    [Fact]
    [Trait("Req", "3.18")]
    public async Task Each_collaborator_gets_what_the_one_before_made()
    {
        var sequence = new MockSequence();
        var policies = new Mock<ISessionPolicyResolver>(MockBehavior.Strict);
        var enricher = new Mock<ISessionEnricher>(MockBehavior.Strict);
        var audit = new Mock<ISessionAuditBackend>(MockBehavior.Strict);
        policies
            .InSequence(sequence)
            .Setup(p => p.ResolveAsync("alice", new[] { "guest" }, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new SessionPolicy { IdleTimeout = TimeSpan.FromMinutes(7) });
        enricher
            .InSequence(sequence)
            .Setup(e =>
                e.EnrichAsync(
                    It.Is<SessionEnrichmentContext>(c => c.Session.IdleTimeout == TimeSpan.FromMinutes(7)),
                    It.IsAny<CancellationToken>()
                )
            )
            .Callback((SessionEnrichmentContext c, CancellationToken _) => c.Location = new() { City = "Bern" })
            .Returns(ValueTask.CompletedTask);
        audit
            .InSequence(sequence)
            .Setup(a =>
                a.WriteAsync(
                    It.Is<IReadOnlyList<SessionAuditEvent>>(e => e.Single().Kind == SessionAuditKind.Created),
                    It.IsAny<CancellationToken>()
                )
            )
            .Returns(ValueTask.CompletedTask);
        await using var host = SessionHost.Create(build: builder =>
            builder
                .UsePolicyResolver(_ => policies.Object)
                .AddEnricher(_ => enricher.Object)
                .AddAudit(_ => audit.Object)
        );

        var (session, _) = await host.SignInAsync(change: request => request with { Roles = ["guest"] });

        Assert.Equal("Bern", (await host.StoredAsync(session.Id)).Location?.City);
        policies.VerifyAll();
        enricher.VerifyAll();
        audit.VerifyAll();
        audit.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task What_is_returned_is_what_is_stored()
    {
        await using var host = SessionHost.Create(build: builder => builder.AddDeviceEnricher());
        var now = host.Now;

        var (session, token) = await host.SignInAsync(change: request =>
            request with
            {
                UserName = "Alice A.",
                Roles = ["editor", "guest"],
                Permissions = ["read"],
                IpAddress = "192.0.2.1",
                UserAgent = "curl/8.5.0",
                AuthenticationMethods = ["pwd", "otp"],
                Metadata = SessionMetadata.Empty.With("theme", "dark"),
            }
        );

        Assert.Equal(session, await host.StoredAsync(session.Id));
        Assert.Equal((now, now, now), (session.CreatedAt, session.LastActivityAt, session.AuthenticatedAt));
        Assert.Equal(now + TimeSpan.FromMinutes(30), session.ExpiresAt);
        Assert.Equal(now + TimeSpan.FromHours(12), session.AbsoluteExpiresAt);
        Assert.Equal(("Alice A.", "editor"), (session.UserName, session.Role));
        Assert.Equal(SessionStatus.Active, session.StatusAt(now));
        Assert.Equal(session.Id.ToString()[5..], token[..26]);
    }

    [Fact]
    [Trait("Req", "4.15")]
    public async Task Every_sign_in_has_an_id_and_a_token_of_its_own()
    {
        await using var host = SessionHost.Create();

        var first = await host.SignInAsync();
        var second = await host.SignInAsync();

        Assert.NotEqual(first.Session.Id, second.Session.Id);
        Assert.NotEqual(first.Token[27..], second.Token[27..]);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(first.Token));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(second.Token));
    }

    [Fact]
    public async Task A_host_that_changes_its_lists_later_changes_no_session()
    {
        await using var host = SessionHost.Create();
        List<string> roles = ["guest"];

        var (session, _) = await host.SignInAsync(change: request =>
            request with
            {
                Roles = roles,
                Permissions = roles,
                AuthenticationMethods = roles,
            }
        );
        roles.Add("admin");

        var stored = await host.StoredAsync(session.Id);
        Assert.Equal(["guest"], stored.Roles);
        Assert.Equal(["guest"], stored.Permissions);
        Assert.Equal(["guest"], stored.AuthenticationMethods);
    }

    [Fact]
    public async Task A_storage_that_reports_a_duplicate_id_is_a_failure_and_no_session()
    {
        await using var host = SessionHost.Create(build: builder =>
            builder.UseStorage(_ => new DuplicateStorage(new()))
        );

        await Assert.ThrowsAsync<SessionStorageException>(async () => await host.Sessions.CreateAsync(new("alice")));
        Assert.Empty(host.Audit.Events);
    }

    private static void Record(ISessionManagerBuilder builder, List<string> order)
    {
        var policies = new Mock<ISessionPolicyResolver>();
        policies
            .Setup(p =>
                p.ResolveAsync(It.IsAny<string>(), It.IsAny<IReadOnlyList<string>>(), It.IsAny<CancellationToken>())
            )
            .Callback(() => order.Add("policy"))
            .ReturnsAsync(new SessionPolicy());
        var opaque = new OpaqueSessionBackend();
        var backend = new Mock<ISessionBackend>();
        backend
            .Setup(b => b.IssueAsync(It.IsAny<UserSession>(), It.IsAny<CancellationToken>()))
            .Callback(() => order.Add("backend"))
            .Returns((UserSession session, CancellationToken token) => opaque.IssueAsync(session, token));
        builder
            .UsePolicyResolver(_ => policies.Object)
            .UseBackend(_ => backend.Object)
            .AddEnricher(_ => Enricher(order, "enricher 1"))
            .AddEnricher(_ => Enricher(order, "enricher 2"));
    }

    private static ISessionEnricher Enricher(List<string> order, string name)
    {
        var enricher = new Mock<ISessionEnricher>();
        enricher
            .Setup(e => e.EnrichAsync(It.IsAny<SessionEnrichmentContext>(), It.IsAny<CancellationToken>()))
            .Callback(() => order.Add(name))
            .Returns(ValueTask.CompletedTask);
        return enricher.Object;
    }

    private static ValueTask Note(List<string> order, string name)
    {
        order.Add(name);
        return default;
    }
}
