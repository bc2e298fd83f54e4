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
/// Tests of the client script on a page of a host's own. Server and browser share one clock that moves only when the test
/// moves it, and the server writes down what it is asked for.
/// </summary>
public abstract class ClientTest : DashboardTest
{
    private const string Shell =
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>App</title>"
        + "<link rel=icon href=data:,><script type=module src=/app.js></script></head><body><main><h1>App</h1></main></body></html>";

    private const string Script = """
        import { SessionClient } from "/session-client.js";
        window.told = window.heard = 0;
        window.BroadcastChannel = class extends BroadcastChannel {
          constructor(name) {
            super(name);
            this.addEventListener("message", () => window.heard++);
          }
          postMessage(message) {
            window.told++;
            super.postMessage(message);
          }
        };
        const options = JSON.parse(decodeURIComponent(location.hash.slice(1) || "{}"));
        const client = new SessionClient(options);
        window.client = client;
        window.events = [];
        // What is under way: calls of the test's own, and requests until their answers are read.
        window.acting = window.asking = 0;
        window.act = work => {
          window.acting++;
          return work.finally(() => window.acting--);
        };
        const { fetch, Response: { prototype: { json } } } = window;
        const asked = work => {
          window.asking++;
          return work.finally(() => window.asking--);
        };
        window.fetch = (...request) => asked(fetch(...request));
        Response.prototype.json = function () { return asked(json.call(this)); };
        for (const name of ["session", "warning", "resumed", "changed", "signedout", "unreachable"]) {
          client.addEventListener(name, event => window.events.push({ name, ...event.detail }));
        }
        window.started = window.act(client.start());
        """;

    /// <summary>Requests, calls, locks that are held, locks that are waited for, messages told and heard, and whether it listens.</summary>
    private const string State = """
        async () => {
          const locks = await navigator.locks?.query();
          const { asking, acting, told, heard } = window;
          return [asking, acting, locks?.held.length ?? 0, locks?.pending.length ?? 0, told, heard, Number(client.isSignedIn)];
        }
        """;

    /// <summary>What the script waits for at once: less would only be more turns.</summary>
    private const int Step = 50;

    private readonly ConcurrentQueue<string> _requests = new();
    private readonly List<(IPage Page, int Missed)> _tabs = [];

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
    private protected async Task<IPage> OpenAppAsync(BrowserWindow window, string options = "{}")
    {
        var tab = await window.NewPageAsync();
        // The clock is one for all tabs of a browser.
        if (_tabs.TrueForAll(other => other.Page.Context != window.Context))
        {
            var now = Time.GetUtcNow().UtcDateTime;
            // Time passes until it is stopped, and does not go back.
            await window.Context.Clock.InstallAsync(new() { TimeDate = now.AddHours(-1) });
            await window.Context.Clock.PauseAtAsync(now);
        }

        var missed = (await StatesAsync()).Sum(static state => state.Told);
        await tab.GotoAsync($"/app#{Uri.EscapeDataString(options)}");
        _tabs.Add((tab, missed));
        await SettleAsync();
        await tab.EvaluateAsync("window.started");
        // Who asks in the same moment again is told that it was asked.
        await StepAsync();
        return tab;
    }

    /// <summary>Lets time pass, at the server and in all tabs; every timer on the way runs, and what it begins is done.</summary>
    private protected async Task PassAsync(TimeSpan time)
    {
        // Work under way would have taken all that time, and its answer be as old.
        await SettleAsync();
        Time.Advance(time);
        foreach (var context in Contexts)
            await context.Clock.FastForwardAsync((long)time.TotalMilliseconds);
        await SettleAsync();
    }

    /// <summary>Lets the tabs come to rest. The moments that they give each other pass as soon as all is heard, and no sooner.</summary>
    private protected async Task SettleAsync()
    {
        while (await StillAsync())
            await StepAsync();
    }

    /// <summary>Lets a while pass in the tabs by steps, before each of which all tabs have heard what was said.</summary>
    private protected async Task RunAsync(TimeSpan time)
    {
        for (var passed = 0; passed < time.TotalMilliseconds; passed += Step)
        {
            await StillAsync();
            await StepAsync();
        }

        await StillAsync();
    }

    private protected async Task StepAsync()
    {
        foreach (var context in Contexts)
            await context.Clock.RunForAsync(Step);
    }

    /// <summary>Waits until every tab has heard what the others said.</summary>
    private protected async Task HeardAsync()
    {
        for (var turn = 0; turn < Turns && !AllIsHeard(await StatesAsync()); turn++)
            await Task.Delay(25);
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
        for (var turn = 0; turn < Turns && Count(request) < times; turn++)
            await Task.Delay(25);
        Assert.Equal(times, Count(request));
    }

    private IEnumerable<IBrowserContext> Contexts => _tabs.Select(static tab => tab.Page.Context).Distinct();

    /// <summary>
    /// Waits until nothing goes on in the tabs that does not wait for time to pass.
    /// </summary>
    /// <returns>Whether something waits for that.</returns>
    private async Task<bool> StillAsync()
    {
        IReadOnlyList<TabState> before = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            var states = await StatesAsync();
            // Twice the same: the tabs are looked at one after the other.
            if (states.SequenceEqual(before) && states.All(static state => state.IsStill) && AllIsHeard(states))
                return states.Any(static state => state.IsAtWork);
            before = states;
            await Task.Delay(5);
        }

        Assert.Fail($"The tabs do not come to rest: {string.Join("; ", before)}");
        return false;
    }

    private bool AllIsHeard(IReadOnlyList<TabState> states)
    {
        var told = states.Sum(static state => state.Told);
        return states
            .Zip(_tabs)
            .All(tab => !tab.First.IsListening || tab.First.Heard >= told - tab.First.Told - tab.Second.Missed);
    }

    private async Task<IReadOnlyList<TabState>> StatesAsync()
    {
        var states = new List<TabState>();
        foreach (var (page, _) in _tabs)
        {
            var state = await page.EvaluateAsync<int[]>(State);
            states.Add(new(state[0], state[1], state[2], state[3], state[4], state[5], state[6] == 1));
        }

        return states;
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

    private sealed record TabState(int Asking, int Acting, int Held, int Pending, int Told, int Heard, bool IsListening)
    {
        /// <summary>A lock that nobody holds yet is about to be given.</summary>
        public bool IsStill => Asking == 0 && (Held > 0 || Pending == 0);

        public bool IsAtWork => Acting > 0 || Held > 0;
    }
}
