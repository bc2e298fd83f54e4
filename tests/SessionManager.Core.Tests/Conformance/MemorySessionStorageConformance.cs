using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Conformance;

public sealed class MemorySessionStorageConformance : SessionStorageConformance
{
    /// <summary>A race in memory is a matter of nanoseconds: only many tries meet it.</summary>
    protected override int Rounds => 200;

    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new MemorySessionStorage());
}
