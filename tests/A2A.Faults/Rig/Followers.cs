using System.Collections.Concurrent;
using System.Net;
using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;

namespace A2A.Faults.Rig;

/// <summary>
/// Clients that follow acknowledged tasks over server-sent events. Each request goes to a random replica that is up, so a stream whose
/// replica ends resumes at another one, by <c>Last-Event-ID</c>.
/// </summary>
internal sealed class Followers : IDisposable
{
    /// <summary>All of the load's streams are one caller's.</summary>
    public static readonly (string, string)[] Settings = [("Limits__OpenStreamsPerCaller", "10000")];

    private readonly ConcurrentBag<Task<Followed?>> _streams = [];
    private readonly AnyReplica _replicas;
    private readonly HttpClient _http;
    private readonly A2AClient _client;

    /// <summary>Follows each task that the load submits from now on.</summary>
    public Followers(Experiment experiment)
    {
        _replicas = new AnyReplica(experiment.Replicas);
        _http = new HttpClient(_replicas) { Timeout = Eventually.Patience };
        _client = new A2AClient(_http, new Uri("http://any-replica/a2a"), new A2AClientOptions
        {
            Streams = new()
            {
                Attempts = 100,
                Pauses = new() { First = TimeSpan.FromMilliseconds(100), Factor = 2, Longest = TimeSpan.FromSeconds(1) },
            },
        });
        experiment.Load.Acknowledged = task => _streams.Add(FollowAsync(task));
    }

    /// <summary>How many streams there were.</summary>
    public int Count => _streams.Count(stream => stream is { IsCompletedSuccessfully: true, Result: not null });

    /// <summary>How often a stream went on behind its last event.</summary>
    public int Resumed => _replicas.Resumed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Waits until all streams have ended. Each must have every event of its log, once and in order, from its first one on.</summary>
    /// <returns>What is broken.</returns>
    public async Task<IReadOnlyList<string>> BrokenAsync(Logs logs)
    {
        List<string> broken = [];
        foreach (var stream in _streams)
        {
            if (await stream.WaitAsync(Eventually.Patience, Token) is { } followed && await logs.ReadAsync(followed.Task) is { } task)
            {
                var ids = task.Events.Select(entry => entry.Id.ToString()).SkipWhile(id => id != followed.Events[0]).ToList();
                if (!followed.Events.SequenceEqual(ids))
                {
                    broken.Add($"a stream of task {task.Id} had {string.Join(' ', followed.Events)}, its log: {string.Join(' ', ids)}"
                        + (followed.Failure is { } failure ? $"; it ended by {failure}" : ""));
                }
            }
        }

        return broken;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Followed?> FollowAsync(string task)
    {
        List<string> events = [];
        try
        {
            await foreach (var item in _client.SubscribeAsync(task, lastEventId: null, Token))
            {
                events.Add(item.EventId ?? "none");
            }

            return new(task, events, null);
        }
        catch (Exception e) when (events.Count > 0)
        {
            return new(task, events, e);
        }
        catch (Exception e) when (e is HttpRequestException
            or A2AException { Code: A2AErrorCode.UnsupportedOperation } or A2AException { StatusCode: HttpStatusCode.ServiceUnavailable })
        {
            return null; // its replica ended before the stream began, or the task was over, or Redis did not answer in time
        }
    }

    /// <summary>A stream from its begin to its end.</summary>
    private sealed record Followed(string Task, IReadOnlyList<string> Events, Exception? Failure);

    /// <summary>Sends each request to a replica that is up.</summary>
    private sealed class AnyReplica(Replicas replicas) : DelegatingHandler(A2AClient.CreateHandler())
    {
        private int _resumed;

        public int Resumed => Volatile.Read(ref _resumed);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var live = replicas.Live;
            if (live.Count == 0)
            {
                throw new HttpRequestException("No replica is up.");
            }

            request.RequestUri = new Uri(live[Random.Shared.Next(live.Count)].Address, request.RequestUri!.PathAndQuery); // the client sets it
            var response = await base.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode && request.Headers.TryGetValues("Last-Event-ID", out _))
            {
                Interlocked.Increment(ref _resumed);
            }

            return response;
        }
    }
}
