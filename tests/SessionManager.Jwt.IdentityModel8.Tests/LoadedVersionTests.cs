using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace SessionManager.Jwt.Tests;

public sealed class LoadedVersionTests
{
    [Fact]
    [Trait("Req", "C2")]
    public void These_tests_run_on_version_8()
    {
        Assert.Equal(8, typeof(JwtSecurityTokenHandler).Assembly.GetName().Version?.Major);
        Assert.Equal(8, typeof(SecurityKey).Assembly.GetName().Version?.Major);
        // Built against another: it is the host's version that it runs on.
        Assert.Contains(
            typeof(JwtSessionBackend).Assembly.GetReferencedAssemblies(),
            static name => name is { Name: "System.IdentityModel.Tokens.Jwt", Version.Major: 5 }
        );
    }
}
