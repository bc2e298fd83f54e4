using System.Text;
using Microsoft.AspNetCore.Http;

namespace SessionManager.AspNetCore.Problems;

/// <summary>
/// An answer of RFC 9457 that is always the same, byte for byte, whatever led to it: a client learns that it was
/// refused and not why.
/// </summary>
internal sealed class SessionProblem
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

    public static readonly SessionProblem Unavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        """
        {"type":"https://tools.ietf.org/html/rfc9110#section-15.6.4","title":"Service Unavailable","status":503,"detail":"Sessions cannot be reached at the moment. Try again later."}
        """
    );

    private readonly int _status;
    private readonly byte[] _body;

    private SessionProblem(int status, string body)
    {
        _status = status;
        _body = Encoding.UTF8.GetBytes(body);
    }

    /// <summary>Sets status and headers, and leaves the body to <see cref="WriteBodyAsync"/>.</summary>
    public void SetHead(HttpResponse response)
    {
        response.StatusCode = _status;
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        if (_status == StatusCodes.Status401Unauthorized)
            headers.WWWAuthenticate = "Bearer";
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
