using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Testing.Management;

namespace SessionManager.Core.Tests.Conformance;

public sealed class MemorySessionManagerConformance : SessionManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new MemorySessionStorage());
}
