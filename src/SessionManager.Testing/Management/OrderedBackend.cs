using SessionManager.Backends;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Testing.Management;

/// <summary>A backend that says when it was asked to issue.</summary>
internal sealed class OrderedBackend(ISessionBackend inner, List<string> order) : ISessionBackend
{
    public string Name => inner.Name;

    public ValueTask<IssuedCredentials> IssueAsync(UserSession session, CancellationToken cancellationToken)
    {
        lock (order)
            order.Add("backend");
        return inner.IssueAsync(session, cancellationToken);
    }

    public CredentialReading Read(ReadOnlySpan<char> presented) => inner.Read(presented);

    public CredentialVerdict Judge(SessionRecord record, in CredentialReading reading, DateTimeOffset now) =>
        inner.Judge(record, in reading, now);

    public ValueTask<IssuedCredentials> RefreshAsync(
        SessionRecord record,
        CredentialReading reading,
        DateTimeOffset graceUntil,
        CancellationToken cancellationToken
    ) => inner.RefreshAsync(record, reading, graceUntil, cancellationToken);

    public ReplacedSecret AfterGrace(ReplacedSecret replaced) => inner.AfterGrace(replaced);
}
