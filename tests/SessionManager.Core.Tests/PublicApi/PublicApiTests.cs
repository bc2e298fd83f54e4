namespace SessionManager.Core.Tests.PublicApi;

/// <summary>The public surface of each package is kept in a reviewed file.</summary>
public class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_reviewed_one() => ApprovedSurface.Check("SessionManager.Core");
}
