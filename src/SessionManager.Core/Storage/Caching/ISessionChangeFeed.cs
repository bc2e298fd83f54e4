namespace SessionManager.Storage.Caching;

/// <summary>
/// Tells every node which sessions changed, so that what they keep in their process is dropped. Delivery is best effort:
/// <see cref="IsConnected"/> says when it cannot be relied on, and who keeps copies bounds their age as well.
/// </summary>
/// <remarks>
/// <para>
/// <b>Order.</b> A change is announced after it is stored. A feed that lost touch calls
/// <see cref="ISessionChangeObserver.OnInterrupted"/> after <see cref="IsConnected"/> turned false, and again before it
/// turns true: what was announced in between is lost, so observers forget all they keep.
/// </para>
/// <para><b>Thread-safety.</b> All members may be called at once from any thread.</para>
/// </remarks>
public interface ISessionChangeFeed
{
    /// <summary>Whether what is announced anywhere reaches this node now. Cheap: it is read on every look-up.</summary>
    bool IsConnected { get; }

    /// <summary>Since when it is not connected, for health checks; null while it is, or when the feed does not know.</summary>
    DateTimeOffset? DisconnectedSince => null;

    /// <summary>Announces changes to every node, this one included or not.</summary>
    /// <param name="changes">What changed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SessionStorageException">The announcement may not have been sent.</exception>
    ValueTask PublishAsync(IReadOnlyList<SessionChange> changes, CancellationToken cancellationToken);

    /// <summary>Begins to tell an observer of changes, until the result is disposed.</summary>
    IDisposable Subscribe(ISessionChangeObserver observer);
}

/// <summary>Is told of changes. Calls come from any thread, must not block and must not throw.</summary>
public interface ISessionChangeObserver
{
    /// <summary>A session, or every session of a user, is no longer what it was.</summary>
    void OnChanged(SessionChange change);

    /// <summary>Changes may have been missed: whatever is kept may be wrong.</summary>
    void OnInterrupted();
}
