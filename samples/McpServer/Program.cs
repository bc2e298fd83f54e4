using McpServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.Mcp;

var builder = Host.CreateApplicationBuilder();

// Over stdio the standard output carries the protocol and nothing else: whatever is logged goes to standard error.
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

var connection =
    builder.Configuration.GetConnectionString("Sessions")
    ?? $"Data Source={Path.Combine(AppContext.BaseDirectory, "sessions.db")}";
builder.Services.AddPooledDbContextFactory<SessionDbContext>(options => options.UseSqlite(connection));
builder
    .Services.AddSessionManager()
    .UseEntityFrameworkStorage<SessionDbContext>()
    .AddDatabaseAudit<SessionDbContext>()
    .AddSessionSchemaInitialization<SessionDbContext>();

if (args is ["sign-in", var user])
    return await SignIn.RunAsync(builder, user);

builder.Services.AddSingleton<ISessionCallerAccessor, TokenCaller>();
builder.Services.AddMcpServer().WithStdioServerTransport().WithSessionTools();
await builder.Build().RunAsync();
return 0;
