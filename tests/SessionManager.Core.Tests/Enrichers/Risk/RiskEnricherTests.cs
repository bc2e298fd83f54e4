using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Enrichers.Geolocation;
using SessionManager.Enrichers.Risk;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Enrichers.Risk;

/// <summary>What is unusual is said, and nobody is kept out for it.</summary>
[Trait("Sec", "37")]
[Trait("Req", "3.17")]
public class RiskEnricherTests
{
    private const string Phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1";
    private const string Laptop = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
    private const string Bern = "192.0.2.1";
    private const string Zurich = "192.0.2.2";
    private const string Sydney = "198.51.100.1";

    private int _asked;

    [Fact]
    public async Task A_first_sign_in_and_one_as_before_are_nothing_unusual()
    {
        await using var host = Start();
        Assert.Empty(await SignInAsync(host, Bern, Phone));
        host.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await SignInAsync(host, Zurich, Phone));
        Assert.DoesNotContain(host.Audit.Events, static entry => entry.Kind == SessionAuditKind.Suspicious);
    }

    [Fact]
    public async Task A_new_device_and_a_new_country_are_told_and_recorded()
    {
        await using var host = Start();
        await SignInAsync(host, Bern, Phone);
        host.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(
            [SessionRiskReasons.NewDevice, SessionRiskReasons.NewCountry],
            await SignInAsync(host, Sydney, Laptop)
        );
        var entry = Assert.Single(host.Audit.Events, static entry => entry.Kind == SessionAuditKind.Suspicious);
        Assert.Equal("sign_in_risk", entry.Reason);
        Assert.Equal("new_device,new_country", entry.Details["reasons"]);
        Assert.Equal("50", entry.Details["score"]);
    }

    [Fact]
    public async Task Signing_in_twice_does_not_make_it_familiar_but_another_proof_does()
    {
        await using var host = Start();
        await SignInAsync(host, Bern, Phone);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(
                [SessionRiskReasons.NewDevice, SessionRiskReasons.NewCountry, SessionRiskReasons.ImpossibleTravel],
                await SignInAsync(host, Sydney, Laptop)
            );
        }

        var latest = (await host.Sessions.QueryAsync(new())).Sessions.MaxBy(static session => session.CreatedAt)!;
        await host.Sessions.RotateAsync(latest.Id, ["otp"]);
        Assert.Empty(await SignInAsync(host, Sydney, Laptop));
    }

    [Fact]
    public async Task A_session_that_goes_to_another_device_takes_its_risk_along_until_there_is_a_proof()
    {
        await using var host = Start();
        await SignInAsync(host, Bern, Phone);
        await SignInAsync(host, Sydney, Laptop);
        var risky = (await host.Sessions.QueryAsync(new())).Sessions.MaxBy(static session => session.CreatedAt)!;
        var known = new SessionAccess { IpAddress = Bern, UserAgent = Phone };

        Assert.Equal(risky.Risk!.Score, (await TransferAsync(host, risky.Id, known)).Risk!.Score);
        await host.Sessions.RotateAsync(risky.Id, ["otp"]);
        Assert.DoesNotContain(
            SessionRiskReasons.NewDevice,
            (await TransferAsync(host, risky.Id, known)).Risk?.Reasons ?? []
        );
    }

    private static async Task<UserSession> TransferAsync(SessionHost host, SessionId id, SessionAccess access)
    {
        var code = (await host.Sessions.CreateTransferCodeAsync(id)).Value!;
        var redeemed = await host.Sessions.RedeemTransferCodeAsync(code.Code, access);
        Assert.True(redeemed.Succeeded);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        return redeemed.Session;
    }

    [Theory]
    [InlineData(18, true)]
    [InlineData(19, false)]
    public async Task Nobody_travels_faster_than_an_airliner(int hours, bool impossible)
    {
        await using var host = Start();
        await SignInAsync(host, Bern, Phone);
        host.Clock.Advance(TimeSpan.FromHours(hours));
        var reasons = await SignInAsync(host, Sydney, Phone);
        Assert.Equal(impossible, reasons.Contains(SessionRiskReasons.ImpossibleTravel));
    }

    [Fact]
    public async Task Many_addresses_in_a_short_time_are_told()
    {
        await using var host = Start();
        for (var i = 1; i <= 4; i++)
            Assert.Empty(await SignInAsync(host, $"203.0.113.{i}", Phone));
        Assert.Equal([SessionRiskReasons.ManyAddresses], await SignInAsync(host, "203.0.113.5", Phone));
        host.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await SignInAsync(host, "203.0.113.6", Phone));
        // Another user's addresses are their own.
        Assert.Empty(await SignInAsync(host, "203.0.113.7", Phone, "bob"));
    }

    [Fact]
    public async Task A_lookup_or_a_storage_that_fails_stops_nobody()
    {
        await using var host = Start(failing: true);
        Assert.Empty(await SignInAsync(host, Bern, Phone));
        using (host.Storage.Fail(SessionManager.Testing.Storage.StorageOperation.Query))
            Assert.Empty(await SignInAsync(host, Sydney, Laptop));
    }

    [Fact]
    public async Task A_trail_that_cannot_record_it_stops_nobody_either()
    {
        await using var host = Start(deaf: true);
        await SignInAsync(host, Bern, Phone);
        host.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal([SessionRiskReasons.NewDevice], await SignInAsync(host, Bern, Laptop));
        Assert.Equal((1, 2), ((await StatisticsAsync(host)).Live, (await StatisticsAsync(host)).Total));
    }

    [Fact]
    public async Task This_machine_is_nowhere()
    {
        await using var host = Start(failing: true);
        await SignInAsync(host, "127.0.0.1", Phone);
        await SignInAsync(host, "::1", Phone);
        Assert.Equal(0, _asked);
        await SignInAsync(host, Bern, Phone);
        Assert.Equal(1, _asked);
    }

    private SessionHost Start(bool failing = false, bool deaf = false) =>
        SessionHost.Create(
            options => options.DefaultPolicy.MaxSessions = 100,
            build: builder =>
                (deaf ? builder.AddAudit(static _ => new DeafToSuspicion()) : builder)
                    .AddDeviceEnricher()
                    .AddGeolocationEnricher(_ => new Places(this, failing))
                    .AddRiskEnricher()
        );

    private static ValueTask<SessionStatistics> StatisticsAsync(SessionHost host) => host.Sessions.GetStatisticsAsync();

    private static async Task<IReadOnlyList<string>> SignInAsync(
        SessionHost host,
        string address,
        string agent,
        string user = "alice"
    )
    {
        var created = await host.Sessions.CreateAsync(
            new SessionCreateRequest(user) { IpAddress = address, UserAgent = agent }
        );
        Assert.True(created.Succeeded);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        return created.Session.Risk?.Reasons ?? [];
    }

    private sealed class Places(RiskEnricherTests test, bool failing) : ISessionGeolocator
    {
        public ValueTask<SessionLocation?> LocateAsync(IPAddress address, CancellationToken cancellationToken)
        {
            test._asked++;
            if (failing)
                throw new InvalidOperationException("The lookup is down.");
            return new(
                address.ToString() switch
                {
                    Bern => new SessionLocation
                    {
                        CountryCode = "CH",
                        City = "Bern",
                        Latitude = 46.95,
                        Longitude = 7.45,
                    },
                    Zurich => new SessionLocation
                    {
                        CountryCode = "CH",
                        City = "Zürich",
                        Latitude = 47.38,
                        Longitude = 8.54,
                    },
                    Sydney => new SessionLocation
                    {
                        CountryCode = "AU",
                        City = "Sydney",
                        Latitude = -33.87,
                        Longitude = 151.21,
                    },
                    _ => null,
                }
            );
        }
    }

    private sealed class DeafToSuspicion : ISessionAuditBackend
    {
        public ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken) =>
            events.Any(static entry => entry.Kind == SessionAuditKind.Suspicious)
                ? throw new InvalidOperationException("The trail is full.")
                : default;
    }
}
