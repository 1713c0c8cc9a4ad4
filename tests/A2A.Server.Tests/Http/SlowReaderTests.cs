using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using A2A.Server.Http;
using A2A.Server.Http.Sse;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Http;

/// <summary>A caller that opens a stream and never reads, at a server of its own.</summary>
public sealed class SlowReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_whose_caller_reads_nothing_is_closed_and_lets_its_events_go()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        var stream = new EventStream(
            server.Lifetime,
            Options.Create(new HttpOptions { SlowReader = TimeSpan.FromMilliseconds(200) }),
            TimeProvider.System,
            NullLogger<EventStream>.Instance);
        server.Run(async context =>
        {
            await stream.WriteAsync(context, PourAsync(released), failure: default, idApart: false);
            ended.TrySetResult();
        });
        await server.StartAsync(Token);
        using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await caller.ConnectAsync(IPAddress.Loopback, new Uri(server.Urls.Single()).Port, Token);

        await caller.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Token);

        await ended.Task.WaitAsync(Eventually.Patience, Token);
        await released.Task.WaitAsync(Eventually.Patience, Token);
        await Should.ThrowAsync<SocketException>(() => ReadAllAsync(caller)); // reset, not ended as if all had been said
    }

    // More than any buffer on the way holds: without end.
    private static async IAsyncEnumerable<SseEvent> PourAsync(
        TaskCompletionSource released, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var large = new byte[100_000];
        Array.Fill(large, (byte)'x');
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new SseEvent("1-0", large);
                await Task.Yield();
            }
        }
        finally
        {
            released.TrySetResult();
        }
    }

    private static async Task ReadAllAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, Token) > 0)
        {
            // Only its end matters.
        }
    }
}
