using SessionManager.Storage;
using SessionManager.Testing.Management;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Conformance;

public sealed class PlainSessionStorageConformance : SessionStorageConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new PlainSessionStorage());
}

/// <summary>The manager over a storage that never answers at once.</summary>
public sealed class PlainSessionManagerConformance : SessionManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new PlainSessionStorage());
}
