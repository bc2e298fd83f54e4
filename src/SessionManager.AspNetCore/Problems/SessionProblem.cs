using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SessionManager.AspNetCore.Problems;

/// <summary>
/// An answer of RFC 9457 that is always the same, byte for byte, whatever led to it: a client learns that it was
/// refused and not why.
/// </summary>
internal sealed class SessionProblem : IResult, IStatusCodeHttpResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>A request with more than one credential: guessing which one counts would be the attacker's choice.</summary>
    public static readonly SessionProblem Ambiguous = new(
        StatusCodes.Status400BadRequest,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"Bad Request","status":400,"detail":"The request carries more than one session credential. Send exactly one cookie, Authorization or session header."}
        """
    );

    public static readonly SessionProblem Unauthorized = new(
        StatusCodes.Status401Unauthorized,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.2","title":"Unauthorized","status":401,"detail":"A valid session is required."}
        """
    );

    public static readonly SessionProblem Forbidden = new(
        StatusCodes.Status403Forbidden,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.4","title":"Forbidden","status":403,"detail":"The session does not allow this."}
        """
    );

    /// <summary>A credential that came in the clear: whoever listened has it too.</summary>
    public static readonly SessionProblem Insecure = new(
        StatusCodes.Status403Forbidden,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.4","title":"Forbidden","status":403,"detail":"Sessions are accepted over https only."}
        """
    );

    /// <summary>A request with a cookie that a page of another origin made a browser send.</summary>
    public static readonly SessionProblem CrossSite = new(
        StatusCodes.Status403Forbidden,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.4","title":"Forbidden","status":403,"detail":"The request comes from another site."}
        """
    );

    public static readonly SessionProblem TooMany = new(
        StatusCodes.Status429TooManyRequests,
        """
        {"type":"https://tools.ietf.org/html/rfc6585#section-4","title":"Too Many Requests","status":429,"detail":"Too many requests. Try again later."}
        """
    );

    /// <summary>Another's session, or none at all: nobody learns which.</summary>
    public static readonly SessionProblem NotFound = new(
        StatusCodes.Status404NotFound,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.5","title":"Not Found","status":404,"detail":"There is no such session."}
        """
    );

    /// <summary>What the server could not read as a request for this endpoint.</summary>
    public static readonly SessionProblem Unreadable = new(
        StatusCodes.Status400BadRequest,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"Bad Request","status":400,"detail":"The request is not what this endpoint reads. Check its parameters and its JSON body."}
        """
    );

    public static readonly SessionProblem Unavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.6.4","title":"Service Unavailable","status":503,"detail":"Sessions cannot be reached at the moment. Try again later."}
        """
    );

    private readonly int _status;
    private readonly byte[] _body;

    private readonly string? _challenge;

    private SessionProblem(int status, string body, string? challenge = null)
    {
        _status = status;
        _challenge = challenge ?? (status == StatusCodes.Status401Unauthorized ? "Bearer" : null);
        _body = Encoding.UTF8.GetBytes(body);
    }

    /// <summary>A valid session whose user proved who they are too long ago (RFC 9470).</summary>
    public static SessionProblem Stale(TimeSpan maxAge) =>
        new(
            StatusCodes.Status401Unauthorized,
            """
            {"type":"https://tools.ietf.org/html/rfc9470","title":"Unauthorized","status":401,"detail":"A more recent sign-in is required.","code":"insufficient_user_authentication"}
            """,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Bearer error=\"insufficient_user_authentication\", error_description=\"A more recent sign-in is required\", max_age=\"{Math.Floor(maxAge.TotalSeconds)}\""
            )
        );

    /// <summary>A valid session whose sign-in was unusual, and whose user has not proved anew who they are (RFC 9470).</summary>
    public static readonly SessionProblem Unusual = new(
        StatusCodes.Status401Unauthorized,
        """
        {"type":"https://tools.ietf.org/html/rfc9470","title":"Unauthorized","status":401,"detail":"Another proof of who you are is required.","code":"insufficient_user_authentication"}
        """,
        "Bearer error=\"insufficient_user_authentication\", error_description=\"Another proof of identity is required\""
    );

    int? IStatusCodeHttpResult.StatusCode => _status;

    /// <summary>Answers the request.</summary>
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext.Response);

    /// <summary>Sets status and headers, and leaves the body to <see cref="WriteBodyAsync"/>.</summary>
    public void SetHead(HttpResponse response)
    {
        response.StatusCode = _status;
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        if (_challenge is not null)
            headers.WWWAuthenticate = _challenge;
    }

    /// <summary>Writes the body, unless somebody answered otherwise since <see cref="SetHead"/>.</summary>
    public Task WriteBodyAsync(HttpResponse response)
    {
        if (response.HasStarted || response.StatusCode != _status || response.ContentType is not null)
            return Task.CompletedTask;
        response.ContentType = ContentType;
        response.ContentLength = _body.Length;
        return response.Body.WriteAsync(_body).AsTask();
    }

    /// <summary>Answers the request.</summary>
    public Task WriteAsync(HttpResponse response)
    {
        SetHead(response);
        return WriteBodyAsync(response);
    }

    /// <summary>Answers the request in the place of an answer that was begun but not sent.</summary>
    public Task ReplaceAsync(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentType = default;
        headers.ContentLength = null;
        headers.ContentEncoding = default;
        headers.ETag = default;
        headers.LastModified = default;
        headers.Expires = default;
        return WriteAsync(response);
    }
}
