using System.Text.Json;
using SessionManager.Sessions;

namespace SessionManager.Storage.Serialization;

/// <summary>
/// The stored form of a record for storages that keep one value a session: data only, versioned JSON. A form that an
/// older version wrote is read; a newer one is refused and must be left untouched.
/// </summary>
public static class SessionRecordSerializer
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.Ticks;

    /// <summary>Writes a record as UTF-8 JSON.</summary>
    public static byte[] Serialize(SessionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return JsonSerializer.SerializeToUtf8Bytes(ToStored(record), StoredSessionJsonContext.Default.StoredSession);
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="SessionRecordUnreadableException">
    /// The bytes are damaged, or a newer version of the library wrote them. The message holds none of them.
    /// </exception>
    public static SessionRecord Deserialize(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var header = JsonSerializer.Deserialize(utf8, StoredSessionJsonContext.Default.StoredHeader);
            if (header?.Format is not > 0)
                throw Damaged(null);
            if (header.Format > StoredSession.CurrentVersion)
            {
                throw new SessionRecordUnreadableException(
                    $"A session was stored in version {header.Format}; this library reads up to version "
                        + $"{StoredSession.CurrentVersion}. Update it on this node."
                );
            }

            var stored = JsonSerializer.Deserialize(utf8, StoredSessionJsonContext.Default.StoredSession);
            return stored is null || stored.Id == default ? throw Damaged(null) : FromStored(stored);
        }
        catch (Exception exception)
            when (exception is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw Damaged(exception);
        }
    }

    private static StoredSession ToStored(SessionRecord record)
    {
        var session = record.Session;
        return new StoredSession
        {
            Format = StoredSession.CurrentVersion,
            Version = record.Version,
            Id = session.Id,
            UserId = session.UserId,
            UserName = session.UserName,
            Roles = Array(session.Roles),
            Permissions = Array(session.Permissions),
            CreatedAt = Micros(session.CreatedAt),
            LastActivityAt = Micros(session.LastActivityAt),
            AuthenticatedAt = Micros(session.AuthenticatedAt),
            AuthenticationMethods = Array(session.AuthenticationMethods),
            AbsoluteExpiresAt = Micros(session.AbsoluteExpiresAt),
            ExpiresAt = Micros(session.ExpiresAt),
            IdleTimeout = session.IdleTimeout.Ticks,
            IdleAfter = session.IdleAfter?.Ticks,
            RefreshThreshold = session.RefreshThreshold.Ticks,
            IsFixed = !session.IsSliding,
            IsPersistent = session.IsPersistent,
            IpAddress = session.IpAddress,
            UserAgent = session.UserAgent,
            Device = session.Device == DeviceInfo.Unknown ? null : session.Device,
            Location = session.Location,
            Risk = session.Risk,
            Metadata =
                session.Metadata.Count == 0
                    ? null
                    : JsonSerializer.Deserialize(
                        session.Metadata.ToJson(),
                        StoredSessionJsonContext.Default.JsonElement
                    ),
            Termination = session.Termination is { } end
                ? new()
                {
                    At = Micros(end.At),
                    By = end.By,
                    Reason = end.Reason,
                }
                : null,
            SecretHash = record.SecretHash.Bytes.ToArray(),
            Replaced = record.Replaced is { } replaced
                ? new()
                {
                    Hash = replaced.Hash.Bytes.ToArray(),
                    AcceptedUntil = Micros(replaced.AcceptedUntil),
                    SealedSuccessor = replaced.SealedSuccessor.ToArray(),
                }
                : null,
            Transfer = record.Transfer is { } transfer
                ? new()
                {
                    Hash = transfer.Hash.Bytes.ToArray(),
                    ExpiresAt = Micros(transfer.ExpiresAt),
                    RedeemedBy = transfer.RedeemedBy,
                }
                : null,
        };
    }

    private static SessionRecord FromStored(StoredSession stored) =>
        new()
        {
            Version = stored.Version,
            SecretHash = new SecretHash(stored.SecretHash),
            Replaced = stored.Replaced is { } replaced
                ? new()
                {
                    Hash = new SecretHash(replaced.Hash),
                    AcceptedUntil = Time(replaced.AcceptedUntil),
                    SealedSuccessor = replaced.SealedSuccessor,
                }
                : null,
            Transfer = stored.Transfer is { } transfer
                ? new()
                {
                    Hash = new SecretHash(transfer.Hash),
                    ExpiresAt = Time(transfer.ExpiresAt),
                    RedeemedBy = transfer.RedeemedBy,
                }
                : null,
            Session = new UserSession
            {
                Id = stored.Id,
                UserId = stored.UserId,
                UserName = stored.UserName,
                Roles = stored.Roles ?? [],
                Permissions = stored.Permissions ?? [],
                CreatedAt = Time(stored.CreatedAt),
                LastActivityAt = Time(stored.LastActivityAt),
                AuthenticatedAt = Time(stored.AuthenticatedAt),
                AuthenticationMethods = stored.AuthenticationMethods ?? [],
                AbsoluteExpiresAt = Time(stored.AbsoluteExpiresAt),
                ExpiresAt = Time(stored.ExpiresAt),
                IdleTimeout = new TimeSpan(stored.IdleTimeout),
                IdleAfter = stored.IdleAfter is { } idle ? new TimeSpan(idle) : null,
                RefreshThreshold = new TimeSpan(stored.RefreshThreshold),
                IsSliding = !stored.IsFixed,
                IsPersistent = stored.IsPersistent,
                IpAddress = stored.IpAddress,
                UserAgent = stored.UserAgent,
                Device = stored.Device ?? DeviceInfo.Unknown,
                Location = stored.Location,
                Risk = stored.Risk,
                Metadata = stored.Metadata is { } metadata ? SessionMetadata.From(metadata) : SessionMetadata.Empty,
                Termination = stored.Termination is { } end
                    ? new()
                    {
                        At = Time(end.At),
                        By = end.By,
                        Reason = end.Reason,
                    }
                    : null,
            },
        };

    private static string[]? Array(IReadOnlyList<string> values) => values.Count == 0 ? null : [.. values];

    private static long Micros(DateTimeOffset time) => (time.UtcTicks - Epoch) / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Time(long micros) =>
        new(checked((micros * TimeSpan.TicksPerMicrosecond) + Epoch), TimeSpan.Zero);

    private static SessionRecordUnreadableException Damaged(Exception? exception) =>
        new("A stored session is damaged and cannot be read.", exception);
}
