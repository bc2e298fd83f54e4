namespace SessionManager.Storage;

/// <summary>One page of the sessions that pass the filters, newest activity first.</summary>
public sealed record SessionQuery
{
    /// <summary>The largest page.</summary>
    public const int MaximumLimit = 1000;

    /// <summary>Which sessions.</summary>
    public SessionFilters Filters { get; init; } = new();

    /// <summary>How many at most: 1 to 1000.</summary>
    /// <value>Default 50.</value>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended (<see cref="SessionPage.Next"/>); null for the first page.</summary>
    public SessionCursor? After { get; init; }
}
