using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Tests.Endpoints;

public sealed class OpenApiTests
{
    [Fact]
    [Trait("Req", "1.26")]
    public async Task The_document_says_what_the_endpoints_do()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = static services => services.AddOpenApi(),
                Endpoints = static app =>
                {
                    app.MapOpenApi();
                    app.MapSessions(configure: static options =>
                        options.CreateSession = static context => new(new SessionCreateRequest(context.UserId))
                    );
                },
            }
        );
        var document = (await host.GetAsync("/openapi/v1.json")).Json();
        var paths = document.GetProperty("paths");
        var list = paths.GetProperty("/sessions").GetProperty("get");
        Assert.Equal("ListSessions", list.GetProperty("operationId").GetString());
        Assert.Equal("Sessions", list.GetProperty("tags")[0].GetString());
        Assert.Equal(
            ["limit", "cursor", "status"],
            list.GetProperty("parameters")
                .EnumerateArray()
                .Select(parameter => parameter.GetProperty("name").GetString())
        );
        Assert.Equal(["200", "400", "401", "422", "503"], Codes(list));
        Assert.Equal(
            ["200", "400", "401", "404", "409", "422", "503"],
            Codes(paths.GetProperty("/sessions/{id}/extend").GetProperty("post"))
        );
        Assert.Equal(
            ["204", "400", "401", "404", "503"],
            Codes(paths.GetProperty("/sessions/{id}").GetProperty("delete"))
        );
        var body = paths.GetProperty("/sessions/{id}/extend").GetProperty("post").GetProperty("requestBody");
        Assert.True(Schema(document, body).GetProperty("properties").TryGetProperty("additional_seconds", out _));

        var page = Schema(document, list.GetProperty("responses").GetProperty("200"));
        var row = Resolve(document, page.GetProperty("properties").GetProperty("sessions").GetProperty("items"));
        var (_, token) = await host.OpenAsync();
        var sent = (await host.GetAsync("/sessions/validate", Credentials.Cookie(token))).Json();
        Assert.All(
            sent.EnumerateObject(),
            member => Assert.True(row.GetProperty("properties").TryGetProperty(member.Name, out _), member.Name)
        );
        Assert.Equal(
            ["active", "idle", "expired", "terminated"],
            Resolve(document, row.GetProperty("properties").GetProperty("status"))
                .GetProperty("enum")
                .EnumerateArray()
                .Select(value => value.GetString())
        );
        var problem = list.GetProperty("responses").GetProperty("401").GetProperty("content");
        Assert.True(problem.TryGetProperty("application/problem+json", out _));
    }

    private static IEnumerable<string> Codes(JsonElement operation) =>
        operation
            .GetProperty("responses")
            .EnumerateObject()
            .Select(response => response.Name)
            .Order(StringComparer.Ordinal);

    private static JsonElement Schema(JsonElement document, JsonElement holder) =>
        Resolve(document, holder.GetProperty("content").GetProperty("application/json").GetProperty("schema"));

    private static JsonElement Resolve(JsonElement document, JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;
}
