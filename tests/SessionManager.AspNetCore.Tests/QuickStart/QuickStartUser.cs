using System.Net.Http.Json;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests.QuickStart;

/// <summary>One client of the sample: a browser with a jar, or an app with a bearer token.</summary>
internal sealed class QuickStartUser(Uri address, bool bearer) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = !bearer })
    {
        BaseAddress = address,
    };

    public string? Token { get; private set; }

    public void Dispose() => _client.Dispose();

    public async Task<Answer> LoginAsync(string user, string password = "demo")
    {
        var path = bearer ? "/login?token=true" : "/login";
        using var response = await _client.PostAsync(path, JsonContent.Create(new { user, password }));
        var answer = await Answer.ReadAsync(response);
        if (answer.Status == System.Net.HttpStatusCode.OK && bearer)
        {
            Token = answer.Json().GetProperty("token").GetString();
            _client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        }

        return answer;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await _client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<string> IdAsync() => (await GetAsync("/me")).Json().GetProperty("session_id").GetString()!;
}
