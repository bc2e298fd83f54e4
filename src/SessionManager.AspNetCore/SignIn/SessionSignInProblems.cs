using SessionManager.AspNetCore.Problems;
using SessionManager.Management;

namespace SessionManager.AspNetCore.SignIn;

/// <summary>How the outcomes of a sign-in read over HTTP.</summary>
internal static class SessionSignInProblems
{
    public static SessionFault Of(SessionOutcome outcome, SessionError? error) =>
        outcome switch
        {
            SessionOutcome.LimitReached => SessionFault.Conflict(
                "limit_reached",
                error?.Message ?? "The user has as many sessions as allowed. End one first."
            ),
            SessionOutcome.Superseded => SessionFault.Conflict(
                "superseded",
                error?.Message ?? "All sessions of the user were ended while this sign-in was under way. Sign in again."
            ),
            SessionOutcome.Invalid => SessionFault.Invalid(error, "The sign-in is not acceptable."),
            _ => SessionFault.Conflict(code: null, error?.Message ?? "The session could not be opened. Sign in again."),
        };
}
