using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using SessionManager.Management;
using WebApp.Users;

namespace WebApp.Endpoints;

/// <summary>A sign-in for browsers: a form, no script. Your own will look better; what matters to sessions is the same.</summary>
internal static class SignInPage
{
    public const string Path = "/sign-in";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (string? returnUrl) => Show(returnUrl, message: null));
        app.MapPost(Path, SignInAsync).RequireRateLimiting(Limits.Credentials);
    }

    private static async Task<IResult> SignInAsync(
        string? returnUrl,
        HttpContext http,
        UserStore users,
        TimeProvider time
    )
    {
        // Before the password is checked: a "sign out everywhere" from here on wins over this sign-in.
        var began = time.GetUtcNow();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (await users.CheckAsync(form["user"], form["password"], http.RequestAborted) is not { } user)
            return Show(returnUrl, "The user or the password is wrong.");
        var signedIn = await http.SignInSessionAsync(
            new SessionCreateRequest(user.Id)
            {
                Roles = user.Role is null ? [] : [user.Role],
                Permissions = user.Permission is null ? [] : [user.Permission],
                AuthenticationMethods = ["pwd"],
                AuthenticatedAt = began,
            }
        );
        return signedIn.Succeeded ? Results.LocalRedirect(Local(returnUrl)) : signedIn;
    }

    /// <summary>A way back is taken only to this host: the address came from outside.</summary>
    private static string Local(string? returnUrl) =>
        returnUrl is not null && RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl : "/";

    private static ContentHttpResult Show(string? returnUrl, string? message) =>
        TypedResults.Content(
            $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>Sign in</title>
              <link rel="icon" href="data:,">
              <style>
                body { display: grid; place-items: center; min-height: 90vh; font: 1rem/1.5 system-ui, sans-serif; }
                form { display: grid; gap: 1rem; width: min(20rem, 90vw); }
                label { display: grid; gap: .25rem; }
                input, button { min-height: 2.75rem; padding: 0 .75rem; font: inherit; }
              </style>
            </head>
            <body>
              <main>
                <form method="post" action="{{HtmlEncoder.Default.Encode(
                    $"{Path}?returnUrl={Uri.EscapeDataString(Local(returnUrl))}"
                )}}">
                  <h1>Sign in</h1>
                  <p role="alert">{{HtmlEncoder.Default.Encode(message ?? "")}}</p>
                  <label>User <input name="user" autocomplete="username" required autofocus></label>
                  <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
                  <button>Sign in</button>
                </form>
              </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8",
            statusCode: message is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized
        );
}
