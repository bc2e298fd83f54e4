using SessionManager.Backends;
using SessionManager.Backends.Opaque;
using SessionManager.Testing.Backends;

namespace SessionManager.Core.Tests.Conformance;

public sealed class OpaqueSessionBackendConformance : SessionBackendConformance
{
    protected override ISessionBackend CreateBackend() => new OpaqueSessionBackend();
}
