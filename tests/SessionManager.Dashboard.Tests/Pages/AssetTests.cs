using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Dashboard.StaticFiles;

namespace SessionManager.Dashboard.Tests.Pages;

public sealed class AssetTests
{
    private static readonly string Folder = $"/account/sessions/assets/{DashboardAssets.Shared.Version}";

    [Fact]
    public async Task Each_file_has_its_type_and_may_be_kept_for_ever_under_its_version()
    {
        await using var host = await StartAsync();
        Assert.True(DashboardAssets.Shared.Paths.Count() > 10);
        foreach (var path in DashboardAssets.Shared.Paths)
        {
            var answer = await host.GetAsync($"{Folder}/{path}");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("public, max-age=31536000, immutable", answer.Header("Cache-Control"));
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Equal("same-origin", answer.Header("Cross-Origin-Resource-Policy"));
            Assert.Equal("Accept-Encoding", answer.Header("Vary"));
            var type = answer.Header("Content-Type")!;
            Assert.True(
                path.Split('.')[^1] switch
                {
                    "js" => type.StartsWith("text/javascript", StringComparison.Ordinal),
                    "css" => type.StartsWith("text/css", StringComparison.Ordinal),
                    "svg" => type == "image/svg+xml",
                    "json" => type.StartsWith("application/json", StringComparison.Ordinal),
                    _ => false,
                },
                $"{path} is {type}"
            );
            var known = await host.GetAsync($"{Folder}/{path}", ("If-None-Match", answer.Header("ETag")!));
            Assert.Equal((HttpStatusCode.NotModified, ""), (known.Status, known.Body));
        }
    }

    [Fact]
    public async Task Another_version_is_served_but_not_kept()
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync("/account/sessions/assets/older/shared/shared.css");

        Assert.Equal((HttpStatusCode.OK, "no-cache"), (answer.Status, answer.Header("Cache-Control")));
    }

    [Theory]
    [InlineData("shared/none.js")]
    [InlineData("../../../appsettings.json")]
    [InlineData("%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("")]
    public async Task Nothing_else_is_served(string path)
    {
        await using var host = await StartAsync();
        var answer = await RawHttp.ExchangeAsync(host.Address, "GET", $"{Folder}/{path}");
        Assert.Equal(404, RawHttp.StatusOf(answer));
    }

    [Fact]
    public async Task A_browser_that_takes_gzip_gets_it()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Folder}/shared/shared.css");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");

        using var answer = await client.SendAsync(request);

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        Assert.Equal(
            Encoding.UTF8.GetString(DashboardAssets.Shared.Find("shared/shared.css")!.Content),
            await reader.ReadToEndAsync()
        );
        var refused = await host.GetAsync($"{Folder}/shared/shared.css", ("Accept-Encoding", "gzip;q=0"));
        Assert.Null(refused.Header("Content-Encoding"));
    }

    private static Task<TestHost> StartAsync() =>
        TestHost.StartAsync(new() { Endpoints = static app => app.MapSessionDashboard() });
}
