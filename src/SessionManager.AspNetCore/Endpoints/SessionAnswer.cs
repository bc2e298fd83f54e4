using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using SessionManager.AspNetCore.Endpoints.Contracts;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>
/// What an endpoint answers: a value with 200, or a problem. The value is written by the package's own JSON, so that it
/// reads the same whatever the host has chosen for its endpoints.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
internal sealed class SessionAnswer<T> : IResult, IStatusCodeHttpResult, IValueHttpResult<T>, IEndpointMetadataProvider
    where T : class
{
    private readonly IResult? _problem;

    public SessionAnswer(T value) => Value = value;

    public SessionAnswer(IResult problem) => _problem = problem;

    public T? Value { get; }

    public int? StatusCode =>
        _problem is null ? StatusCodes.Status200OK : (_problem as IStatusCodeHttpResult)?.StatusCode;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"])
        );

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (_problem is not null)
            return _problem.ExecuteAsync(httpContext);
        var json = (JsonTypeInfo<T>)SessionJsonContext.Default.GetTypeInfo(typeof(T))!;
        httpContext.Response.StatusCode = StatusCodes.Status200OK;
        return httpContext.Response.WriteAsJsonAsync(Value!, json, contentType: null, httpContext.RequestAborted);
    }
}
