using SessionManager.Core.Tests.PublicApi;

namespace SessionManager.Redis.Tests;

public sealed class PublicApiTests
{
    private const string Package = "SessionManager.Redis";

    [Fact]
    public void The_public_surface_is_the_reviewed_one() => ApprovedSurface.Check(Package);

    // Clients before 2.0 are unsigned and later ones signed: a host that brings another than we compiled against could
    // not call what names its types.
    [Fact]
    public void The_public_surface_names_no_type_of_the_client() =>
        Assert.DoesNotContain(
            "StackExchange",
            PublicSurface.Of(System.Reflection.Assembly.Load(Package)),
            StringComparison.Ordinal
        );
}
