using System.Net;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.Endpoints;

/// <summary>All that <c>MapSessions</c> maps, as the router has it: a new endpoint is held to the same rules.</summary>
public sealed class EndpointInventoryTests
{
    private static readonly string[] Expected =
    [
        "DELETE /sessions",
        "DELETE /sessions/user/{userId}",
        "DELETE /sessions/{id}",
        "GET /sessions",
        "GET /sessions/stats",
        "GET /sessions/user/{userId}/sessions",
        "GET /sessions/validate",
        "GET /sessions/{id}",
        "PATCH /sessions/{id}",
        "POST /sessions/create",
        "POST /sessions/refresh",
        "POST /sessions/transfer",
        "POST /sessions/transfer/redeem",
        "POST /sessions/{id}/activity",
        "POST /sessions/{id}/extend",
    ];

    [Fact]
    [Trait("Req", "1.26")]
    public async Task Each_endpoint_has_a_name_the_tag_and_a_decision_on_who_may()
    {
        await using var host = await StartAsync();
        var endpoints = Inventory(host);
        Assert.Equal(Expected, endpoints.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (var (name, endpoint) in endpoints)
        {
            Assert.NotNull(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>());
            Assert.Equal(["Sessions"], endpoint.Metadata.GetMetadata<ITagsMetadata>()!.Tags);
            var parts = name.Split(' ');
            var path = parts[1]
                .Replace("{id}", "x", StringComparison.Ordinal)
                .Replace("{userId}", "alice", StringComparison.Ordinal);
            // Whoever redeems has no session yet: without a code it is no request at all.
            (await host.SendAsync(new HttpMethod(parts[0]), path)).AssertProblem(
                path == "/sessions/transfer/redeem" ? HttpStatusCode.BadRequest : HttpStatusCode.Unauthorized
            );
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [Trait("Sec", "12")]
    public async Task No_state_changes_by_reading(string method)
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync("root", "admin");
        foreach (
            var (name, _) in Inventory(host).Where(entry => entry.Name.StartsWith("GET", StringComparison.Ordinal))
        )
        {
            var path = name.Split(' ')[1]
                .Replace("{id}", session.Id.ToString(), StringComparison.Ordinal)
                .Replace("{userId}", "root", StringComparison.Ordinal);
            var answer = await host.SendAsync(new HttpMethod(method), path, Credentials.Bearer(token));
            Assert.True(
                answer.Status is HttpStatusCode.OK or HttpStatusCode.MethodNotAllowed,
                $"{path} answered {answer.Status}"
            );
        }

        foreach (
            var write in new[]
            {
                StorageOperation.Replace,
                StorageOperation.Touch,
                StorageOperation.Terminate,
                StorageOperation.TerminateAll,
            }
        )
            Assert.Equal(0, host.Storage.Calls(write));
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Insert));
    }

    private static Task<TestHost> StartAsync() =>
        SessionsHost.StartAsync(options =>
        {
            options.CreateSession = static context => new(new SessionCreateRequest(context.UserId));
            options.AllowTransfer = true;
        });

    private static List<(string Name, RouteEndpoint Endpoint)> Inventory(TestHost host) =>
        [
            .. host
                .Services.GetServices<EndpointDataSource>()
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/sessions", StringComparison.Ordinal))
                .Select(endpoint =>
                    (
                        $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText!.TrimEnd('/')}",
                        endpoint
                    )
                ),
        ];
}
