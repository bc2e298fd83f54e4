using SessionManager.Core.Tests.PublicApi;

namespace SessionManager.Dashboard.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_reviewed_one() => ApprovedSurface.Check("SessionManager.Dashboard");
}
