using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace A2A.Faults.Rig;

/// <summary>
/// A client that submits tasks with push configs to random replicas, and repeats each message until it is acknowledged. It keeps every
/// submit and its answer: what it was promised.
/// </summary>
internal sealed class Load(Replicas replicas, Uri receiver, Random random) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<Submit> _ledger = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Lock _lock = new();
    private int _next;

    /// <summary>Every submit, those that were refused too.</summary>
    public IReadOnlyCollection<Submit> Ledger => _ledger;

    /// <summary>Of its configs; null = they have none, and the server signs with its own key.</summary>
    public string? Secret { get; init; } = Receiver.Secret;

    /// <summary>Where webhooks go, task by task.</summary>
    public IReadOnlyList<Uri> Webhooks { get; set; } = [receiver];

    /// <summary>Told of each task that <see cref="RunAsync"/> was promised.</summary>
    public Action<string>? Acknowledged { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Submits tasks until the token is canceled; ends when all are acknowledged.</summary>
    /// <param name="rate">How many new ones a second.</param>
    /// <param name="until">Ends it.</param>
    public async Task RunAsync(double rate, CancellationToken until)
    {
        List<Task> submits = [];
        var began = Stopwatch.StartNew();
        while (!until.IsCancellationRequested)
        {
            submits.Add(SubmitOneAsync(IsQuick()));
            var ahead = TimeSpan.FromSeconds(submits.Count / rate) - began.Elapsed;
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, until).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }

        await Task.WhenAll(submits);

        async Task SubmitOneAsync(bool isQuick)
        {
            var task = await SubmitAsync(isQuick);
            Acknowledged?.Invoke(task);
        }

        bool IsQuick()
        {
            lock (_lock)
            {
                return random.Next(5) == 0;
            }
        }
    }

    /// <summary>Submits a task until it is acknowledged. Gives the task's id.</summary>
    public async Task<string> SubmitAsync(bool isQuick, string? messageId = null, Uri? webhook = null)
    {
        messageId ??= Guid.NewGuid().ToString();
        webhook ??= Webhooks[(int)((uint)Interlocked.Increment(ref _next) % Webhooks.Count)];
        var trace = ActivityTraceId.CreateRandom().ToString();
        for (var began = Stopwatch.StartNew(); began.Elapsed < Eventually.Patience * 2; await Task.Delay(Pause, Token))
        {
            if (Choose() is { } replica && await SubmitAsync(replica, isQuick, messageId, trace, webhook) is { TaskId: { } task })
            {
                return task;
            }
        }

        throw new TimeoutException(
            $"No replica acknowledged message {messageId}; the newest answers: {string.Join(", ", _ledger.TakeLast(5))}");
    }

    /// <summary>One submit of a message, and what came of it.</summary>
    public async Task<Submit> SubmitAsync(ApiProcess replica, bool isQuick, string messageId, string trace, Uri? webhook = null)
    {
        var began = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        var (status, task) = await SendAsync(replica.Address, isQuick, messageId, trace, webhook ?? Webhooks[0]);
        var submit = new Submit(messageId, trace, isQuick, began, watch.Elapsed, status, task);
        _ledger.Enqueue(submit);
        return submit;
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int Status, string? Task)> SendAsync(Uri address, bool isQuick, string messageId, string trace, Uri webhook)
    {
        var config = new JsonObject { ["url"] = webhook.ToString(), ["secret"] = Secret, ["token"] = Receiver.Token };
        if (Secret is null)
        {
            config.Remove("secret");
        }

        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = "SendMessage",
            ["params"] = new JsonObject
            {
                ["message"] = new JsonObject
                {
                    ["role"] = "ROLE_USER",
                    ["messageId"] = messageId,
                    ["parts"] = new JsonArray(new JsonObject { ["text"] = isQuick ? "A quick check" : "Train a large model" }),
                },
                ["configuration"] = new JsonObject { ["returnImmediately"] = true, ["taskPushNotificationConfig"] = config },
            },
        };
        try
        {
            using var content = JsonContent.Create(request);
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/a2a")) { Content = content };
            message.Headers.Add("A2A-Version", "1.0");
            message.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            using var response = await _http.SendAsync(message, Token);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token));
            return ((int)response.StatusCode, response.IsSuccessStatusCode ? (string?)answer?["result"]?["task"]?["id"] : null);
        }
        catch (Exception e) when (
            e is HttpRequestException or IOException or JsonException or OperationCanceledException && !Token.IsCancellationRequested)
        {
            return (0, null);
        }
    }

    private ApiProcess? Choose()
    {
        var live = replicas.Live;
        lock (_lock)
        {
            return live.Count == 0 ? null : live[random.Next(live.Count)];
        }
    }
}

/// <summary>A submit and its answer.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="TaskId">The task that the answer names: then it is acknowledged. Null for none.</param>
internal sealed record Submit(
    string MessageId, string TraceId, bool IsQuick, DateTimeOffset Began, TimeSpan Took, int Status, string? TaskId)
{
    /// <summary>How many events an uninterrupted run of the agent writes.</summary>
    public int Events => IsQuick ? 5 : 11;

    public DateTimeOffset Ended => Began + Took;
}
