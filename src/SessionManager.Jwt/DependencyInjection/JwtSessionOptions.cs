using SessionManager.Jwt.Keys;
using SessionManager.Sessions;

namespace SessionManager.Jwt.DependencyInjection;

/// <summary>
/// How access tokens are made and judged: by the configuration section <c>SessionManager:Jwt</c>, then in code. Read once
/// at start and validated then.
/// </summary>
public sealed class JwtSessionOptions
{
    /// <summary>
    /// Who issues the tokens, <c>iss</c>: best the host's public https address, where others find its keys. Required.
    /// </summary>
    public string Issuer { get; set; } = string.Empty;

    /// <summary>For whom they are, <c>aud</c>: the API that takes them. Required.</summary>
    public string Audience { get; set; } = string.Empty;

    /// <summary>The keys, as the host's code makes them.</summary>
    public IList<JwtSigningKey> Keys { get; } = [];

    /// <summary>Keys in files.</summary>
    public IList<JwtPemFile> PemFiles { get; } = [];

    /// <summary>
    /// Gives further keys, from a vault for instance; null for none. Called when the host starts, which fails if this
    /// does, and again every <see cref="KeyReloadInterval"/>.
    /// </summary>
    public Func<IServiceProvider, CancellationToken, ValueTask<IReadOnlyList<JwtSigningKey>>>? KeySource { get; set; }

    /// <summary>
    /// How long until <see cref="PemFiles"/> and <see cref="KeySource"/> are read again. Give a new key an activation
    /// further ahead than this. 1 second to 1 day.
    /// </summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan KeyReloadInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The algorithms that are allowed. A key of another is refused at start, and a token of another always.</summary>
    /// <value>Default all four.</value>
    public ISet<JwtAlgorithm> Algorithms { get; } = new HashSet<JwtAlgorithm>(Enum.GetValues<JwtAlgorithm>());

    /// <summary>What decides whether a token lets its client in.</summary>
    /// <value>Default <see cref="JwtValidationMode.Store"/>.</value>
    public JwtValidationMode Mode { get; set; } = JwtValidationMode.Store;

    /// <summary>
    /// How long an access token lives, and never longer than its session. At most 1 day, and at most 1 hour with
    /// <see cref="JwtValidationMode.SignatureOnly"/>.
    /// </summary>
    /// <value>Default 10 minutes.</value>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far the clocks of two hosts may be apart. Zero to 30 seconds.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many tokens are remembered whose signature was good, so that it is not computed again. Zero for none; about
    /// 500 bytes each.
    /// </summary>
    /// <value>Default 10,000.</value>
    public int VerifiedTokenCacheSize { get; set; } = 10_000;

    /// <summary>
    /// Adds claims of the host's own to each access token: texts, numbers, truth values or lists of texts. The client can
    /// read them. Not the names that the token has anyway; null for none.
    /// </summary>
    public Action<UserSession, IDictionary<string, object>>? AddClaims { get; set; }

    internal bool HasKeySources => PemFiles.Count > 0 || KeySource is not null;
}
