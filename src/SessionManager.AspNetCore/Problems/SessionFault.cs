using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Problems;

/// <summary>An answer of RFC 9457 that says what the client may put right: 403, 409 or 422.</summary>
internal sealed record SessionFault : IResult, IStatusCodeHttpResult
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    public string? Code { get; init; }

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    public static SessionFault Forbidden(string? code, string detail) =>
        new()
        {
            Type = "https://tools.ietf.org/html/rfc9110#section-15.5.4",
            Title = "Forbidden",
            Status = StatusCodes.Status403Forbidden,
            Detail = detail,
            Code = code,
        };

    public static SessionFault Conflict(string? code, string detail) =>
        new()
        {
            Type = "https://tools.ietf.org/html/rfc9110#section-15.5.10",
            Title = "Conflict",
            Status = StatusCodes.Status409Conflict,
            Detail = detail,
            Code = code,
        };

    public static SessionFault Invalid(SessionError? error, string otherwise)
    {
        var detail = error?.Message ?? otherwise;
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

    /// <summary>Answers the request.</summary>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        return response.WriteAsJsonAsync(
            this,
            SessionFaultJsonContext.Default.SessionFault,
            SessionProblem.ContentType,
            httpContext.RequestAborted
        );
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SessionFault))]
internal sealed partial class SessionFaultJsonContext : JsonSerializerContext;
