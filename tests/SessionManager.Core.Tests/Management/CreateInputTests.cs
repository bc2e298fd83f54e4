using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Management;

/// <summary>What is out of bounds is refused by name, and leaves nothing behind.</summary>
public class CreateInputTests
{
    private static readonly SessionCreateRequest Good = new("alice");

    public static TheoryData<string, string, SessionCreateRequest> Bad
    {
        get
        {
            var data = new TheoryData<string, string, SessionCreateRequest>
            {
                { "empty", "UserId", new("") },
                { "null", "UserId", new(null!) },
                { "257 long", "UserId", new(new('a', 257)) },
                { "10 kB", "UserId", new(new('a', 10_240)) },
                { "long name", "UserName", Good with { UserName = new('a', 257) } },
                { "null list", "Roles", Good with { Roles = null! } },
                { "33", "Roles", Good with { Roles = Many(33, "r") } },
                { "empty entry", "Roles", Good with { Roles = ["a", ""] } },
                { "null entry", "Roles", Good with { Roles = ["a", null!] } },
                { "65 long", "Roles", Good with { Roles = [new('r', 65)] } },
                { "null list", "Permissions", Good with { Permissions = null! } },
                { "257", "Permissions", Good with { Permissions = Many(257, "p") } },
                { "empty entry", "Permissions", Good with { Permissions = [""] } },
                { "129 long", "Permissions", Good with { Permissions = [new('p', 129)] } },
                { "null list", "AuthenticationMethods", Good with { AuthenticationMethods = null! } },
                { "17", "AuthenticationMethods", Good with { AuthenticationMethods = Many(17, "m") } },
                { "33 long", "AuthenticationMethods", Good with { AuthenticationMethods = [new('m', 33)] } },
                { "zero", "Timeout", Good with { Timeout = TimeSpan.Zero } },
                { "negative", "Timeout", Good with { Timeout = TimeSpan.FromTicks(-1) } },
                { "least", "Timeout", Good with { Timeout = TimeSpan.MinValue } },
                { "null", "Metadata", Good with { Metadata = null! } },
                { "33 names", "Metadata", Good with { Metadata = Names(33) } },
                { "4097 bytes", "Metadata", Good with { Metadata = OfBytes(4097) } },
            };
            foreach (var bad in Malformed)
            {
                data.Add("text", "UserId", new(bad));
                data.Add("text", "UserName", Good with { UserName = bad });
                data.Add("text", "Roles", Good with { Roles = [bad] });
                data.Add("text", "Permissions", Good with { Permissions = [bad] });
                data.Add("text", "AuthenticationMethods", Good with { AuthenticationMethods = [bad] });
            }

            return data;
        }
    }

    private static string[] Malformed =>
        [
            "a\0",
            "a\nb",
            "a\r\nb",
            "\u001b[31ma",
            "a\u0085b",
            "a\u2028b",
            "a\u202eb",
            "a\u2066b",
            "a\u200bb",
            "\ud800",
            "a\udc00b",
            "\ue000",
        ];

    [Theory]
    [Trait("Req", "2.9")]
    [Trait("Sec", "34")]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public async Task What_is_out_of_bounds_is_refused_by_name(string what, string field, SessionCreateRequest request)
    {
        await using var host = SessionHost.Create();

        var result = await host.Sessions.CreateAsync(request);

        Assert.True(result.Outcome == SessionOutcome.Invalid, what);
        Assert.Equal(field, result.Error?.Field);
        Assert.StartsWith(field, result.Error!.Message, StringComparison.Ordinal);
        Assert.False(result.Succeeded);
        Assert.Null(result.Session);
        Assert.Null(result.Tokens);
        Assert.Equal(0, host.Storage.TotalCalls);
        Assert.Empty(host.Audit.Events);
    }

    public static TheoryData<SessionCreateRequest> AtTheBound =>
        [
            new(new('a', 256)),
            new("ünï 用户 😀"),
            new(" "),
            Good with
            {
                UserName = new('n', 256),
            },
            Good with
            {
                Roles = [.. Many(31, "r"), new('r', 64)],
            },
            Good with
            {
                Permissions = [.. Many(255, "p"), new('p', 128)],
            },
            Good with
            {
                AuthenticationMethods = [.. Many(15, "m"), new('m', 32)],
            },
            Good with
            {
                Metadata = Names(32),
            },
            Good with
            {
                Metadata = OfBytes(4096),
            },
            Good with
            {
                Timeout = TimeSpan.FromTicks(1),
            },
            Good with
            {
                Timeout = TimeSpan.MaxValue,
            },
        ];

    [Theory]
    [MemberData(nameof(AtTheBound), DisableDiscoveryEnumeration = true)]
    public async Task What_is_just_within_bounds_is_taken(SessionCreateRequest request)
    {
        await using var host = SessionHost.Create();

        Assert.True((await host.Sessions.CreateAsync(request)).Succeeded);
    }

    [Theory]
    [Trait("Req", "2.9")]
    [InlineData(1, 5 * 60)]
    [InlineData(5 * 60, 5 * 60)]
    [InlineData(600, 600)]
    [InlineData(11 * 3600, 11 * 3600)]
    [InlineData(13 * 3600, 12 * 3600)]
    [InlineData(365 * 86_400, 12 * 3600)]
    public async Task A_requested_timeout_is_brought_within_the_policy(int asked, int given)
    {
        await using var host = SessionHost.Create();

        var (session, _) = await host.SignInAsync(change: r => r with { Timeout = TimeSpan.FromSeconds(asked) });

        Assert.Equal(TimeSpan.FromSeconds(given), session.IdleTimeout);
        Assert.Equal(session.CreatedAt + TimeSpan.FromSeconds(given), session.ExpiresAt);
        Assert.Equal(session.CreatedAt + TimeSpan.FromHours(12), session.AbsoluteExpiresAt);
    }

    [Fact]
    [Trait("Req", "2.9")]
    public async Task A_requested_timeout_never_passes_the_maximum()
    {
        await using var host = SessionHost.Create(options =>
        {
            options.DefaultPolicy.AbsoluteLifetime = TimeSpan.FromDays(9);
            options.MaximumTimeout = TimeSpan.FromDays(1);
        });

        var (session, _) = await host.SignInAsync(change: r => r with { Timeout = TimeSpan.FromDays(8) });

        Assert.Equal(TimeSpan.FromDays(1), session.IdleTimeout);
    }

    [Fact]
    [Trait("Req", "4.22")]
    public async Task Remember_me_has_lifetimes_of_its_own()
    {
        await using var host = SessionHost.Create();

        var (session, _) = await host.SignInAsync(change: r => r with { RememberMe = true });

        Assert.True(session.IsPersistent);
        Assert.Equal(TimeSpan.FromDays(14), session.IdleTimeout);
        Assert.Equal(session.CreatedAt + TimeSpan.FromDays(30), session.AbsoluteExpiresAt);
    }

    [Fact]
    [Trait("Sec", "34")]
    [Trait("Req", "D")]
    public async Task Address_and_agent_are_cut_to_their_columns_and_cleaned()
    {
        await using var host = SessionHost.Create();

        var (session, _) = await host.SignInAsync(change: r =>
            r with
            {
                IpAddress = "1\r\n2" + new string('9', 100),
                UserAgent = "A\u001b[2J\u202e" + new string('x', 507) + "\ud83d\ude00" + new string('y', 9_000),
            }
        );

        Assert.Equal(45, session.IpAddress!.Length);
        Assert.StartsWith("1\ufffd\ufffd2", session.IpAddress, StringComparison.Ordinal);
        Assert.Equal(512, session.UserAgent!.Length);
        Assert.StartsWith("A\ufffd[2J\ufffdx", session.UserAgent, StringComparison.Ordinal);
        Assert.All(session.UserAgent, c => Assert.False(char.IsControl(c) || char.IsSurrogate(c)));
    }

    [Fact]
    public async Task A_message_does_not_repeat_the_input()
    {
        await using var host = SessionHost.Create();

        var result = await host.Sessions.CreateAsync(new("hunter2\n"));

        Assert.DoesNotContain("hunter2", result.Error!.Message, StringComparison.Ordinal);
    }

    private static string[] Many(int count, string name) => [.. Enumerable.Range(0, count).Select(i => $"{name}{i}")];

    private static SessionMetadata Names(int count) =>
        Many(count, "n").Aggregate(SessionMetadata.Empty, (all, name) => all.With(name, ""));

    /// <summary><c>{"a":"…"}</c> of so many bytes.</summary>
    private static SessionMetadata OfBytes(int count) => SessionMetadata.Empty.With("a", new string('x', count - 8));
}
