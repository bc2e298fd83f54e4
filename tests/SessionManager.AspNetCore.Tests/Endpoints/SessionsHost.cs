using Microsoft.AspNetCore.Builder;
using SessionManager.AspNetCore.Endpoints;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests.Endpoints;

/// <summary>A host with the REST API at its usual place.</summary>
internal static class SessionsHost
{
    public static Task<TestHost> StartAsync(Action<SessionEndpointOptions>? configure = null) =>
        TestHost.StartAsync(new() { Endpoints = app => app.MapSessions(configure: configure) });
}
