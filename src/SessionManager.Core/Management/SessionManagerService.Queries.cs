using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <inheritdoc/>
    public async ValueTask<UserSession?> GetAsync(SessionId id, CancellationToken cancellationToken = default) =>
        (await FindReadableAsync(id, cancellationToken).ConfigureAwait(false))?.Session;

    /// <inheritdoc/>
    public ValueTask<SessionPage> QueryAsync(SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > SessionQuery.MaximumLimit)
        {
            throw new ArgumentException(
                $"SessionQuery.Limit must be from 1 to {SessionQuery.MaximumLimit}.",
                nameof(query)
            );
        }

        if (query.Filters.UserId is { Length: 0 })
        {
            throw new ArgumentException(
                "SessionFilters.UserId must not be empty: null stands for any user.",
                nameof(query)
            );
        }

        var filters = query.Filters with
        {
            CreatedAfter = query.Filters.CreatedAfter is { } after ? Instant.Cut(after) : null,
            CreatedBefore = query.Filters.CreatedBefore is { } before ? Instant.Cut(before) : null,
        };
        return _storage.QueryAsync(query with { Filters = filters }, Now, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<SessionStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) =>
        _storage.GetStatisticsAsync(Now, cancellationToken);
}
