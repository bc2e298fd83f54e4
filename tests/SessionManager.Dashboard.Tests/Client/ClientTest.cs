using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Sessions;
using SessionManager.Testing;

namespace SessionManager.Dashboard.Tests.Client;

/// <summary>
/// Tests of the client script on a page of a host's own. Server and browser share one clock that the test moves, and the
/// server writes down what it is asked for.
/// </summary>
public abstract class ClientTest : DashboardTest
{
    private const string Shell =
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>App</title>"
        + "<link rel=icon href=data:,><script type=module src=/app.js></script></head><body><main><h1>App</h1></main></body></html>";

    private const string Script = """
        import { SessionClient } from "/session-client.js";
        const options = JSON.parse(decodeURIComponent(location.hash.slice(1) || "{}"));
        const client = new SessionClient(options);
        window.client = client;
        window.events = [];
        window.asking = 0;
        const ask = window.fetch;
        window.fetch = (...request) => {
          window.asking++;
          return ask(...request).finally(() => setTimeout(() => window.asking--));
        };
        for (const name of ["session", "warning", "resumed", "changed", "signedout", "unreachable"]) {
          client.addEventListener(name, event => window.events.push({ name, ...event.detail }));
        }
        window.started = client.start();
        """;

    private const string AtRest = """
        async () => {
          const locks = await navigator.locks?.query();
          return window.asking === 0 && !locks?.held.length && !locks?.pending.length;
        }
        """;

    private readonly ConcurrentQueue<string> _requests = new();
    private readonly List<IPage> _tabs = [];

    private protected ManualTimeProvider Time { get; } = new();

    /// <summary>Requests of the script, as <c>GET validate</c>, since <see cref="Forget"/>.</summary>
    private protected IReadOnlyList<string> Requests => [.. _requests];

    private protected Task StartAppAsync(HostSetup? setup = null)
    {
        setup ??= new HostSetup();
        return StartAsync(
            setup with
            {
                Before = builder => builder.Services.AddSingleton<TimeProvider>(Time),
                Pipeline = app =>
                {
                    app.Use(WriteDownAsync);
                    app.UseSessionManager();
                },
                Endpoints = static app =>
                {
                    app.MapSessions();
                    app.MapSessionClientScript();
                    app.MapGet("/app", (HttpContext http) => Strict(http, Shell, "text/html"));
                    app.MapGet("/app.js", (HttpContext http) => Strict(http, Script, "text/javascript"));
                },
            }
        );
    }

    private protected void Forget() => _requests.Clear();

    private protected int Count(string request) => _requests.Count(known => known == request);

    /// <summary>Opens the host's page in a tab and waits until its client has started.</summary>
    private protected async Task<IPage> OpenAppAsync(BrowserWindow window, string options = "{}", IPage? tab = null)
    {
        tab ??= await window.NewPageAsync();
        await tab.Clock.InstallAsync(new() { TimeDate = Time.GetUtcNow().UtcDateTime });
        await tab.GotoAsync($"/app#{Uri.EscapeDataString(options)}");
        await tab.EvaluateAsync("window.started");
        _tabs.Add(tab);
        return tab;
    }

    /// <summary>Lets time pass, at the server and in all tabs; every timer on the way runs.</summary>
    private protected async Task PassAsync(TimeSpan time)
    {
        // Work under way would have taken all that time, and its answer be as old.
        foreach (var tab in _tabs)
            await UntilAsync(tab, AtRest);
        Time.Advance(time);
        await Task.WhenAll(_tabs.Select(tab => tab.Clock.FastForwardAsync((long)time.TotalMilliseconds)));
    }

    /// <summary>Somebody is there.</summary>
    private protected static Task UseAsync(IPage tab) => tab.Keyboard.PressAsync("Shift");

    /// <summary>The first event of a name, once it was raised.</summary>
    private protected static async Task<string> EventAsync(IPage tab, string name, string member = "name")
    {
        await UntilAsync(tab, "name => window.events.some(e => e.name === name)", name);
        return await tab.EvaluateAsync<string>(
            "([name, member]) => String(window.events.find(e => e.name === name)[member])",
            new[] { name, member }
        );
    }

    private protected static Task<int> CountEventsAsync(IPage tab, string name) =>
        tab.EvaluateAsync<int>("name => window.events.filter(e => e.name === name).length", name);

    private protected static Task<bool> IsSignedInAsync(IPage tab) => tab.EvaluateAsync<bool>("client.isSignedIn");

    private protected async Task<UserSession> SessionAsync(IPage tab)
    {
        var id = SessionId.Parse(await tab.EvaluateAsync<string>("client.session.id"));
        return (await Host.Sessions.GetAsync(id))!;
    }

    /// <summary>Waits until the server was asked this often for something.</summary>
    private protected async Task AskedAsync(string request, int times = 1)
    {
        for (var turn = 0; turn < 400 && Count(request) < times; turn++)
            await Task.Delay(25);
        Assert.Equal(times, Count(request));
    }

    private static IResult Strict(HttpContext http, string content, string type)
    {
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'";
        return Results.Text(content, type);
    }

    private async Task WriteDownAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.Date = Time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        if (http.Request.Path.StartsWithSegments("/sessions", out var rest))
        {
            var words = rest.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var what =
                words is [] ? ""
                : words[^1].StartsWith("sess_", StringComparison.Ordinal) ? "{id}"
                : words[^1];
            _requests.Enqueue($"{http.Request.Method} {what}");
        }

        await next(http);
    }
}
