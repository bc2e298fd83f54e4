using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SessionManager.Sessions;

namespace SessionManager.Dashboard.Admin.Ending;

/// <summary>What is to end.</summary>
internal sealed record EndRequest
{
    /// <summary>How many sessions may be named at once.</summary>
    public const int MostIds = 1000;

    /// <summary>What must be typed to end everybody's sessions. The same in every language: it is no text of the page.</summary>
    public const string EveryoneWord = "END ALL";

    private const int MostBytes = 128 * 1024;

    /// <summary>These sessions.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>All of this user.</summary>
    public string? UserId { get; init; }

    /// <summary>All of everybody, when it is <see cref="EveryoneWord"/>.</summary>
    public string? Everyone { get; init; }

    /// <summary>Reads the body; null when it is something else.</summary>
    public static async ValueTask<EndRequest?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        try
        {
            return await JsonSerializer
                .DeserializeAsync(context.Request.Body, AdminJsonContext.Default.EndRequest, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The sessions that are named; null when there is none, too many, or one that is no id.</summary>
    public IReadOnlyList<SessionId>? ParseIds()
    {
        if (Ids is not { Count: > 0 and <= MostIds })
            return null;
        var ids = new List<SessionId>(Ids.Count);
        foreach (var text in Ids)
        {
            if (!SessionId.TryParse(text, out var id))
                return null;
            ids.Add(id);
        }

        return ids;
    }
}
