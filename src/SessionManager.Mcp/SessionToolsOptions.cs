using SessionManager.Storage;

namespace SessionManager.Mcp;

/// <summary>What a host may set of the session tools. Validated when the host starts.</summary>
public sealed class SessionToolsOptions
{
    /// <summary>
    /// How many sessions <c>list_sessions</c> answers with at most, newest activity first; where there are more,
    /// <c>has_more</c> says so. 1 to <see cref="SessionQuery.MaximumLimit"/>.
    /// </summary>
    /// <value>Default 100: a model reads every one of them.</value>
    public int MaxListed { get; set; } = 100;
}
