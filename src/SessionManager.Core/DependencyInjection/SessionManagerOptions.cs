using SessionManager.Audit;
using SessionManager.Policies;

namespace SessionManager.DependencyInjection;

/// <summary>
/// What a host may configure: in code, by the configuration section <c>SessionManager</c>, or by <c>SESSION_*</c>
/// variables. Read once at start and validated then.
/// </summary>
public sealed class SessionManagerOptions
{
    /// <summary>Lifetimes and limits of everybody without a policy of their own.</summary>
    public SessionPolicyOptions DefaultPolicy { get; set; } = new();

    /// <summary>Policies by role; what one leaves null is taken from <see cref="DefaultPolicy"/>.</summary>
    public IDictionary<string, SessionPolicyOptions> Roles { get; } =
        new Dictionary<string, SessionPolicyOptions>(StringComparer.Ordinal);

    /// <summary>Policies by user id, before any role's.</summary>
    public IDictionary<string, SessionPolicyOptions> Users { get; } =
        new Dictionary<string, SessionPolicyOptions>(StringComparer.Ordinal);

    /// <summary>The role whose policy applies to a role without one; null for <see cref="DefaultPolicy"/>.</summary>
    public string? FallbackRole { get; set; }

    /// <summary>The roles that may act on anybody's sessions.</summary>
    /// <value>Default <c>admin</c>.</value>
    public ISet<string> AdminRoles { get; } = new HashSet<string>(StringComparer.Ordinal) { "admin" };

    /// <summary>The shortest idle timeout that a sign-in may ask for.</summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan MinimumTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest idle timeout that a sign-in may ask for, and how far from now an extension may reach.</summary>
    /// <value>Default 24 hours.</value>
    public TimeSpan MaximumTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>At most once in this time is the use of a session written. At most half of every idle timeout.</summary>
    /// <value>Default 60 seconds.</value>
    public TimeSpan ActivityInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long uses are collected before they are written in one batch. At most 1 hour.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan ActivityFlushDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a replaced token stays good, for requests under way and retries. Zero to 10 seconds.
    /// </summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan RotationGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a code to transfer a session to another device may be redeemed. 10 seconds to 10 minutes.</summary>
    /// <value>Default 2 minutes.</value>
    public TimeSpan TransferCodeLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an operation waits for the storage before it fails. At most 1 hour.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan StorageTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a sign-in waits for one enricher before it goes on without it. At most 1 hour.</summary>
    /// <value>Default 500 milliseconds.</value>
    public TimeSpan EnricherTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many names a session's metadata may have.</summary>
    /// <value>Default 32.</value>
    public int MaxMetadataEntries { get; set; } = 32;

    /// <summary>How many bytes of UTF-8 a session's metadata may take as JSON.</summary>
    /// <value>Default 4096.</value>
    public int MaxMetadataBytes { get; set; } = 4096;

    /// <summary>When and how ended sessions are marked and deleted.</summary>
    public SessionCleanupOptions Cleanup { get; set; } = new();

    /// <summary>How events reach the audit backends.</summary>
    public SessionAuditOptions Audit { get; set; } = new();
}

/// <summary>When and how ended sessions are marked and deleted.</summary>
public sealed class SessionCleanupOptions
{
    /// <summary>Whether the host runs cleanup by itself.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How long between two runs, give or take a tenth. 1 second to 30 days.</summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many sessions one write covers. 1 to 100,000.</summary>
    /// <value>Default 1000.</value>
    public int BatchSize { get; set; } = 1000;

    /// <summary>What happens to a session whose time ran out.</summary>
    /// <value>Default <see cref="SessionCleanupMode.MarkThenPurge"/>.</value>
    public SessionCleanupMode Mode { get; set; } = SessionCleanupMode.MarkThenPurge;

    /// <summary>How long ended sessions are kept in <see cref="SessionCleanupMode.MarkThenPurge"/>.</summary>
    /// <value>Default 30 days.</value>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>What cleanup does.</summary>
public enum SessionCleanupMode
{
    /// <summary>Mark sessions expired; keep them for ever.</summary>
    Mark,

    /// <summary>Mark sessions expired, and delete ended ones after the retention.</summary>
    MarkThenPurge,

    /// <summary>Delete ended sessions at once.</summary>
    Delete,
}

/// <summary>How events reach the audit backends.</summary>
public sealed class SessionAuditOptions
{
    /// <summary>When an operation waits for the audit trail.</summary>
    /// <value>Default <see cref="SessionAuditMode.Background"/>.</value>
    public SessionAuditMode Mode { get; set; } = SessionAuditMode.Background;

    /// <summary>A mode for one kind of event, before <see cref="Mode"/>.</summary>
    public IDictionary<SessionAuditKind, SessionAuditMode> Modes { get; } =
        new Dictionary<SessionAuditKind, SessionAuditMode>();

    /// <summary>How many events may wait. When so many do, operations wait too. At least 1.</summary>
    /// <value>Default 10,000.</value>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>How many events one write covers. At least 1.</summary>
    /// <value>Default 256.</value>
    public int BatchSize { get; set; } = 256;

    /// <summary>How long to wait after a failed write before trying it again; doubled each time, to 30 seconds.</summary>
    /// <value>Default 200 milliseconds.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long an operation waits before it fails: for room in the queue, or, in
    /// <see cref="SessionAuditMode.Strict"/>, for a backend to write. At most 1 hour.
    /// </summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan EnqueueTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long shutdown waits for the queue to drain.</summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
