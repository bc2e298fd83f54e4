using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using SessionManager.Mcp.Tests.Hosting;
using SessionManager.Testing.Storage;

namespace SessionManager.Mcp.Tests;

public sealed class CancellationTests
{
    [Fact]
    [Trait("Req", "0.27")]
    public async Task A_call_that_the_client_gives_up_is_given_up_at_the_storage()
    {
        await using var host = await ToolHost.StartAsync();
        await host.ActAsAsync("alice");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gaveUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Storage.Before(
            StorageOperation.Query,
            async cancellation =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                gaveUp.SetResult();
                cancellation.ThrowIfCancellationRequested();
            }
        );
        var id = new RequestId("given-up");
        using var stop = new CancellationTokenSource();

        // The client's own cancellation only stops its waiting: what a server hears of it is the notification.
        var call = host.Client.SendRequestAsync(
            new JsonRpcRequest
            {
                Id = id,
                Method = RequestMethods.ToolsCall,
                Params = JsonSerializer.SerializeToNode(
                    new CallToolRequestParams { Name = "list_sessions" },
                    McpJsonUtilities.DefaultOptions
                ),
            },
            stop.Token
        );
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await host.Client.SendNotificationAsync(
            NotificationMethods.CancelledNotification,
            new CancelledNotificationParams { RequestId = id }
        );

        await gaveUp.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        (await host.AskAsync("list_sessions")).AssertDone("Found 1 sessions");
    }
}
