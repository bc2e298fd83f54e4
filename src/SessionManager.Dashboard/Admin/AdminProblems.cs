using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SessionManager.Dashboard.Admin;

/// <summary>What the admin's endpoints refuse.</summary>
internal static class AdminProblems
{
    /// <summary>What a caller who is no admin gets, whatever they ask for: that there is nothing here.</summary>
    public static ProblemHttpResult NotFound => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult Invalid(string field, string message) =>
        TypedResults.Problem(
            message,
            statusCode: StatusCodes.Status422UnprocessableEntity,
            extensions:
            [
                new("errors", new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] }),
            ]
        );

    /// <summary>The host's storage cannot do this at all. The message is for administrators.</summary>
    public static ProblemHttpResult Unsupported(string message) =>
        TypedResults.Problem(
            message,
            statusCode: StatusCodes.Status501NotImplemented,
            extensions: [new("code", "unsupported")]
        );

    public static ProblemHttpResult Busy(string message) =>
        TypedResults.Problem(message, statusCode: StatusCodes.Status409Conflict, extensions: [new("code", "busy")]);
}
