using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SessionManager.Management;

namespace SessionManager.AspNetCore.SignIn;

/// <summary>How the outcomes of a sign-in read over HTTP.</summary>
internal static class SessionSignInProblems
{
    public static SessionSignInProblem Of(SessionOutcome outcome, SessionError? error) =>
        outcome switch
        {
            SessionOutcome.LimitReached => Conflict(
                "limit_reached",
                error,
                "The user has as many sessions as allowed. End one first."
            ),
            SessionOutcome.Superseded => Conflict(
                "superseded",
                error,
                "All sessions of the user were ended while this sign-in was under way. Sign in again."
            ),
            SessionOutcome.Invalid => Invalid(error),
            _ => Conflict(code: null, error, "The session could not be opened. Sign in again."),
        };

    private static SessionSignInProblem Conflict(string? code, SessionError? error, string detail) =>
        new()
        {
            Type = "https://tools.ietf.org/html/rfc9110#section-15.5.10",
            Title = "Conflict",
            Status = StatusCodes.Status409Conflict,
            Detail = error?.Message ?? detail,
            Code = code,
        };

    private static SessionSignInProblem Invalid(SessionError? error)
    {
        var detail = error?.Message ?? "The sign-in is not acceptable.";
        return new()
        {
            Type = "https://tools.ietf.org/html/rfc9110#section-15.5.21",
            Title = "Unprocessable Content",
            Status = StatusCodes.Status422UnprocessableEntity,
            Detail = detail,
            Errors = error?.Field is { Length: > 0 } field
                ? new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    [JsonNamingPolicy.SnakeCaseLower.ConvertName(field)] = [detail],
                }
                : null,
        };
    }
}
