using SessionManager.Storage;

namespace SessionManager.Benchmarks.Storage;

/// <summary>The first page of a user with a page of sessions and of one with very many, in turn.</summary>
internal static class Pages
{
    public const string Small = "page of 50, user with 50";
    public const string Large = "page of 50, user with 10,000";
    public const int SmallUser = 50;
    public const int LargeUser = 10_000;

    private const int WarmUp = 50;
    private const int Rounds = 200;

    public static async Task MeasureAsync(Figures figures, ISessionStorage storage, string smallUser, string largeUser)
    {
        var (small, large) = await Timings.InTurnAsync(
            WarmUp,
            Rounds,
            () => IsFullAsync(storage, smallUser),
            () => IsFullAsync(storage, largeUser)
        );
        figures.Add(Small, small);
        figures.Add(Large, large);
    }

    private static async ValueTask<bool> IsFullAsync(ISessionStorage storage, string user)
    {
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = user, ActiveOnly = true },
        };
        var page = await storage.QueryAsync(query, TimeProvider.System.GetUtcNow(), default);
        return page.Sessions.Count == query.Limit;
    }
}
