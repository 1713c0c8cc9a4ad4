using System.Diagnostics;
using Lf.A2a.V1;
using Task = System.Threading.Tasks.Task;

namespace A2A.Bench.Load;

/// <summary>So many clients at a time, each of which begins its next call when it has the answer to the last.</summary>
internal sealed class ClosedLoop : IDisposable
{
    private readonly List<Call> _clients = [];
    private readonly List<IDisposable> _connections = [];

    // False when it was refused.
    private delegate ValueTask<bool> Call(CancellationToken cancellationToken);

    /// <summary>Clients of any kind, whose calls throw when they are refused.</summary>
    public static ClosedLoop Of(int clients, Func<CancellationToken, Task> call)
    {
        var loop = new ClosedLoop();
        loop._clients.AddRange(Enumerable.Repeat<Call>(
            async token =>
            {
                await call(token);
                return true;
            },
            clients));
        return loop;
    }

    /// <summary>Clients with a connection of their own, round robin over the servers, that all send the request, numbered.</summary>
    /// <param name="next">The next number; called just before it is sent.</param>
    /// <param name="expected">What every answer must hold.</param>
    public static async Task<ClosedLoop> ConnectAsync(
        int clients, IReadOnlyList<Uri> servers, Request request, Func<long> next, string expected, CancellationToken cancellationToken)
    {
        var loop = new ClosedLoop();
        var wanted = System.Text.Encoding.UTF8.GetBytes(expected);
        for (var i = 0; i < clients; i++)
        {
            var connection = await HttpConnection.ConnectAsync(servers[i % servers.Count], cancellationToken);
            var own = request.Copy();
            loop._connections.Add(connection);
            loop._clients.Add(async token => (await connection.SendAsync(own.Numbered(next()), token)).Contains(wanted));
        }

        return loop;
    }

    /// <summary>The same over gRPC, with a new message each; a task that is not completed counts as refused.</summary>
    public static async Task<ClosedLoop> ConnectGrpcAsync(
        int clients, IReadOnlyList<Uri> servers, Request request, Func<long> next, CancellationToken cancellationToken)
    {
        var loop = new ClosedLoop();
        for (var i = 0; i < clients; i++)
        {
            var connection = await GrpcConnection.ConnectAsync(servers[i % servers.Count], cancellationToken);
            var own = request.Copy();
            loop._connections.Add(connection);
            loop._clients.Add(async token =>
            {
                await connection.BeginAsync(own, next(), token);
                var isCompleted = false;
                while (await connection.ReadMessageAsync(token) is { IsEmpty: false } message)
                {
                    isCompleted = SendMessageResponse.Parser.ParseFrom(message.Span).Task?.Status.State == TaskState.Completed;
                }

                return isCompleted;
            });
        }

        return loop;
    }

    /// <summary>Runs for so long.</summary>
    public async Task<LoopResult> RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var parts = await Task.WhenAll(_clients
            .Select(call => Task.Run(() => ClientAsync(call, began, length, cancellationToken), cancellationToken)));
        return new LoopResult(
            Stopwatch.GetElapsedTime(began), [.. parts.SelectMany(part => part.Latencies).Order()], parts.Sum(part => part.Refused));
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());

    private static async Task<(List<long> Latencies, int Refused)> ClientAsync(
        Call call, long began, TimeSpan length, CancellationToken cancellationToken)
    {
        List<long> latencies = [];
        var refused = 0;
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            var sent = Stopwatch.GetTimestamp();
            refused += await call(cancellationToken) ? 0 : 1;
            latencies.Add(Stopwatch.GetTimestamp() - sent);
        }

        return (latencies, refused);
    }
}

/// <summary>How long a loop runs.</summary>
internal readonly record struct Durations(TimeSpan WarmUp, TimeSpan Measured);

/// <param name="Elapsed">From the first call to the last answer.</param>
/// <param name="Latencies">Of every call, shortest first, in ticks of the stopwatch.</param>
/// <param name="Refused">Answers that were not as expected.</param>
internal sealed record LoopResult(TimeSpan Elapsed, IReadOnlyList<long> Latencies, int Refused)
{
    public int Count => Latencies.Count;

    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>The latency that this share of the calls did not exceed, in milliseconds.</summary>
    public double Percentile(double share) => Latency.Percentile(Latencies, share);
}

/// <summary>Latencies as ticks of the stopwatch.</summary>
internal static class Latency
{
    /// <summary>What this share of them did not exceed (nearest rank), in milliseconds.</summary>
    /// <param name="ordered">Shortest first.</param>
    public static double Percentile(IReadOnlyList<long> ordered, double share)
    {
        var rank = Math.Max(0, (int)Math.Ceiling(share * ordered.Count) - 1);
        return ordered.Count == 0 ? double.NaN : Stopwatch.GetElapsedTime(0, ordered[rank]).TotalMilliseconds;
    }
}
