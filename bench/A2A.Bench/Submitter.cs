using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace A2A.Bench;

/// <summary>Sends <c>message/send</c> with a push config, round robin over the replicas, and keeps the ids of the tasks.</summary>
internal sealed class Submitter(HttpClient http, IReadOnlyList<Uri> replicas, Uri webhook)
{
    private ConcurrentBag<string> _tasks = [];
    private ConcurrentBag<string> _refusals = [];
    private int _turn;

    /// <summary>The tasks whose submits were acknowledged.</summary>
    public IReadOnlyCollection<string> Tasks => _tasks;

    /// <summary>What was answered to the submits that were not.</summary>
    public IReadOnlyCollection<string> Refusals => _refusals;

    /// <summary>Forgets all tasks so far.</summary>
    public void Reset() => (_tasks, _refusals) = ([], []);

    public async Task SubmitAsync(CancellationToken cancellationToken)
    {
        var replica = replicas[(int)((uint)Interlocked.Increment(ref _turn) % (uint)replicas.Count)];
        using var answer = await http.PostAsync(new Uri(replica, "/a2a"), Request(webhook), cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (TaskOf(body) is { } task)
        {
            _tasks.Add(task);
        }
        else
        {
            _refusals.Add($"HTTP {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body)}");
        }
    }

    /// <summary>A request as the submits send it; each of another message.</summary>
    public static ByteArrayContent Request(Uri webhook)
    {
        var json = $$"""
            {
              "jsonrpc": "2.0", "id": "1", "method": "message/send",
              "params": {
                "message": {"kind": "message", "role": "user", "messageId": "{{Guid.NewGuid()}}", "parts": [{"kind": "text", "text": "a quick check"}]},
                "configuration": {"blocking": false, "pushNotificationConfig": {"url": "{{webhook}}", "token": "bench"} }
              }
            }
            """;
        return new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private static string? TaskOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("result", out var result) ? result.GetProperty("id").GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
