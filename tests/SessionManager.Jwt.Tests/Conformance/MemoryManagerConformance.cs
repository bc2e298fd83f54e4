using SessionManager.Storage;
using SessionManager.Storage.Memory;

namespace SessionManager.Jwt.Tests.Conformance;

/// <summary>In memory.</summary>
[Trait("Req", "3.19")]
public sealed class MemoryManagerConformance : JwtManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new MemorySessionStorage());
}
