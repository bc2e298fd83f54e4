namespace WebApp;

internal sealed record Login(string? User, string? Password, bool RememberMe = false, bool Token = false);

internal sealed record Me(
    string UserId,
    string SessionId,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Permissions,
    DateTimeOffset ExpiresAt
);

internal sealed record PasswordChange(string? OldPassword, string? NewPassword);

internal sealed record ResetRequest(string? User);

internal sealed record ResetConfirmation(string? Code, string? NewPassword);

internal sealed record Message(string? Text);

internal sealed record Ended(int Count);
