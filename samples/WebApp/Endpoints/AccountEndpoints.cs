using SessionManager.AspNetCore;
using SessionManager.Management;
using WebApp.Users;

namespace WebApp.Endpoints;

/// <summary>Signing in and out, and passwords: each change of a credential ends the sessions it must.</summary>
internal static class AccountEndpoints
{
    private const int ShortestPassword = 8;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/login", LoginAsync).RequireRateLimiting(Limits.Credentials);
        app.MapPost(
            "/logout",
            async (HttpContext http) =>
            {
                await http.SignOutSessionAsync();
                return Results.NoContent();
            }
        );
        app.MapGet("/me", Me).RequireSession();
        app.MapPost("/password/change", ChangeAsync).RequireSession().RequireRateLimiting(Limits.Credentials);
        app.MapPost("/password/reset", BeginResetAsync).RequireRateLimiting(Limits.Credentials);
        app.MapPost("/password/reset/confirm", ConfirmResetAsync).RequireRateLimiting(Limits.Credentials);
    }

    private static async Task<IResult> LoginAsync(Login login, HttpContext http, UserStore users, TimeProvider time)
    {
        // Before the password is checked: a "sign out everywhere" from here on wins over this sign-in.
        var began = time.GetUtcNow();
        if (await users.CheckAsync(login.User, login.Password, http.RequestAborted) is not { } user)
            return Problems.Unauthorized("The user or the password is wrong.");
        return await http.SignInSessionAsync(
            new SessionCreateRequest(user.Id)
            {
                Roles = user.Role is null ? [] : [user.Role],
                Permissions = user.Permission is null ? [] : [user.Permission],
                RememberMe = login.RememberMe,
                AuthenticationMethods = ["pwd"],
                AuthenticatedAt = began,
            },
            login.Token ? SessionTransport.Token : SessionTransport.Cookie
        );
    }

    private static Me Me(HttpContext http)
    {
        var session = http.GetUserSession()!;
        return new(session.UserId, session.Id.ToString(), session.Roles, session.Permissions, session.ExpiresAt);
    }

    /// <summary>The other sessions end, and this one goes on with a new secret.</summary>
    private static async Task<IResult> ChangeAsync(PasswordChange change, HttpContext http, UserStore users)
    {
        var userId = http.GetUserSession()!.UserId;
        if (await users.CheckAsync(userId, change.OldPassword, http.RequestAborted) is null)
            return Problems.Forbidden("The old password is wrong.");
        if (change.NewPassword is not { Length: >= ShortestPassword } password)
            return Problems.TooShort(ShortestPassword);
        await users.SetPasswordAsync(userId, password, http.RequestAborted);
        await http.ReportSessionSecurityEventAsync(SessionSecurityEventKind.PasswordChanged, userId, keepCurrent: true);
        return await http.ReauthenticateSessionAsync(["pwd"]);
    }

    /// <summary>The same answer whether or not there is such a user.</summary>
    private static async Task<IResult> BeginResetAsync(
        ResetRequest request,
        UserStore users,
        ResetMail mail,
        CancellationToken cancellationToken
    )
    {
        if (await users.BeginResetAsync(request.User, cancellationToken) is { } code)
            mail.Send(request.User!, code);
        return Results.Accepted();
    }

    /// <summary>All sessions end: whoever knew the old password is out. The user signs in anew.</summary>
    private static async Task<IResult> ConfirmResetAsync(ResetConfirmation reset, HttpContext http, UserStore users)
    {
        if (reset.NewPassword is not { Length: >= ShortestPassword } password)
            return Problems.TooShort(ShortestPassword);
        if (await users.TakeResetAsync(reset.Code, http.RequestAborted) is not { } userId)
            return Problems.Forbidden("The code is wrong, used up or too old.");
        await users.SetPasswordAsync(userId, password, http.RequestAborted);
        await http.ReportSessionSecurityEventAsync(SessionSecurityEventKind.PasswordReset, userId);
        return Results.NoContent();
    }
}
