using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit;
using SessionManager.Audit.Metrics;
using SessionManager.Audit.NoOp;
using SessionManager.Core.Tests.Fixtures;

namespace SessionManager.Core.Tests.Audit;

public class MetricsAuditTests
{
    [Fact]
    [Trait("Req", "3.15")]
    public async Task Events_are_counted_by_kind_and_reason()
    {
        using var factory = new CountingMeterFactory();
        using var backend = new MetricsAuditBackend(factory);
        SessionAuditEvent entry = new()
        {
            Kind = SessionAuditKind.Terminated,
            At = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero),
            UserId = "alice",
            Actor = "alice",
            Reason = "user_logout",
        };

        await backend.WriteAsync([entry, entry, entry with { Reason = null }], default);

        Assert.Equal(3, factory.Sum("session_manager.audit.events"));
        Assert.Equal(2, factory.Sum("session_manager.audit.events", ("kind", "Terminated"), ("reason", "user_logout")));
        Assert.DoesNotContain("alice", factory.AllTags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_factory_it_has_a_meter_of_its_own()
    {
        using var backend = new MetricsAuditBackend();

        await backend.WriteAsync([], default);
    }

    [Fact]
    [Trait("Req", "3.14")]
    public async Task The_no_op_backend_costs_nothing()
    {
        await new NoOpAuditBackend().WriteAsync([], default);
        await using var only = NoOpOnly();
        Assert.False(only.Runtime.Audit.IsEnabled);
        Assert.Equal(0, only.Runtime.Audit.Waiting);
        await only.SignInAsync();
        Assert.Empty(only.Runtime.Audit.Failing);
    }

    private static SessionHost NoOpOnly() =>
        SessionHost.Create(build: builder =>
        {
            foreach (
                var descriptor in builder.Services.Where(s => s.ServiceType == typeof(ISessionAuditBackend)).ToArray()
            )
                builder.Services.Remove(descriptor);
            builder.AddNoOpAudit().AddNoOpAudit();
        });
}
