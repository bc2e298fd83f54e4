using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;

namespace SessionManager.Core.Tests.DependencyInjection;

/// <summary>Runs alone: the environment is the whole process's.</summary>
[CollectionDefinition(nameof(EnvironmentTests), DisableParallelization = true)]
[Collection(nameof(EnvironmentTests))]
[Trait("Req", "2.11")]
public class EnvironmentTests
{
    [Fact]
    public void Without_configuration_the_environment_is_read()
    {
        const string name = "SESSION_MAX_PER_USER";
        var before = Environment.GetEnvironmentVariable(name);
        try
        {
            Environment.SetEnvironmentVariable(name, "6");
            var services = new ServiceCollection();
            services.AddSessionManager();
            using var provider = services.BuildServiceProvider();
            var options = provider.GetRequiredService<IOptions<SessionManagerOptions>>().Value;
            Assert.Equal(6, options.DefaultPolicy.MaxSessions);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, before);
        }
    }
}
