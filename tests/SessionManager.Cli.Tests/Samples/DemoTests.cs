using System.Diagnostics;
using SessionManager.Cli.Tests.Tool;
using SessionManager.Core.Tests.Architecture;

namespace SessionManager.Cli.Tests.Samples;

/// <summary>The walk-through, as its readers run it.</summary>
public class DemoTests
{
    [Fact]
    [Trait("Req", "4.14")]
    [Trait("Req", "C8")]
    public async Task The_demo_walks_through_everything_without_a_server()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (output.Name, output.Parent!.Name);
        var demo = Repository.PathOf("samples", "Demo", "bin", configuration, framework, "Demo.dll");
        using var process = Process.Start(
            new ProcessStartInfo(InstalledTool.Dotnet, [demo])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync();

        Assert.Equal((0, ""), (process.ExitCode, await error));
        string[] steps =
        [
            "1. Login",
            "valid, it is alice",
            "refused (Rejected)",
            "which is the phone: True",
            "4. Details",
            "5. Logout",
            "the tablet's token: valid",
            "ended 2 session(s) of alice",
            "the tablet's token: refused (Terminated)",
            "1 marked expired, 0 deleted",
            "0 marked expired, 5 deleted",
            "left: 0 live, 0 in all",
        ];
        var place = 0;
        foreach (var step in steps)
        {
            place = said.IndexOf(step, place, StringComparison.Ordinal);
            Assert.True(place >= 0, $"'{step}' is missing or too early in:\n{said}");
        }
    }
}
