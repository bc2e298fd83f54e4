using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>Reads a small JSON body. What cannot be read is null, never an exception: it is a client's, and may be anything.</summary>
internal static class JsonBody
{
    private const int MaxBytes = 64 * 1024;

    public static async ValueTask<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> json)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBytes;
        try
        {
            return await JsonSerializer
                .DeserializeAsync(context.Request.Body, json, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }
}
