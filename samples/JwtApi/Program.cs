using System.Security.Cryptography;
using JwtApi;
using SessionManager.AspNetCore;
using SessionManager.Jwt.Keys;

if (args is ["client", var address])
{
    await ParallelCalls.RunAsync(new Uri(address));
    return;
}

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
    builder.WebHost.UseUrls("http://127.0.0.1:5085");

builder
    .Services.AddSessionManager()
    .UseJwtBackend(options =>
    {
        options.Issuer = "http://127.0.0.1:5085";
        options.Audience = "jwt-api";
        // A key of this run. In your application: options.PemFiles.Add(new JwtPemFile("signing.pem", JwtAlgorithm.ES256)).
        options.Keys.Add(JwtSigningKey.FromECDsa(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
    })
    .AddAspNetCore(options => options.AcceptCookie = false);

var app = builder.Build();
app.UseSessionManager();
app.MapSessionTokens("/auth"); // POST /auth/refresh, and the public keys under /.well-known

// The check of a password is your own.
app.MapPost(
    "/auth/login",
    async (Login login, HttpContext http) =>
        login is { User: "alice" or "bob", Password: "demo" }
            ? await http.SignInSessionAsync(login.User, transport: SessionTransport.Token)
            : Results.Problem("The user or the password is wrong.", statusCode: StatusCodes.Status401Unauthorized)
);

app.MapPost(
        "/auth/logout",
        async (HttpContext http) =>
        {
            await http.SignOutSessionAsync();
            return Results.NoContent();
        }
    )
    .RequireSession();

app.MapGet("/me", (HttpContext http) => Me.Of(http.GetUserSession()!)).RequireSession();

app.Run();
