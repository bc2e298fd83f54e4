using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SessionManager.Management;

namespace McpServer;

/// <summary>A sign-in at the keyboard: who may open the database may sign in as anybody. Yours asks for a password.</summary>
internal static class SignIn
{
    public static async Task<int> RunAsync(HostApplicationBuilder builder, string user)
    {
        using var host = builder.Build();
        await host.StartAsync();
        var sessions = host.Services.GetRequiredService<ISessionManager>();
        // A demo list: in your application the users, and their roles, are your own.
        var created = await sessions.CreateAsync(
            new SessionCreateRequest(user)
            {
                Roles = user == "admin" ? ["admin"] : [],
                UserAgent = "sign-in at the keyboard",
            }
        );
        if (created.Succeeded)
            await Console.Out.WriteLineAsync(created.Tokens.Token);
        else
            await Console.Error.WriteLineAsync(created.Error?.Message ?? "No session was opened.");
        await host.StopAsync();
        return created.Succeeded ? 0 : 1;
    }
}
