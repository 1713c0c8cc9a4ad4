using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F17: bodies that are nearly right, at every route, in both versions; and bodies that break off in the middle of a chunk.</summary>
public sealed class MutatedBodies
{
    private const string Operator = "the-key-of-the-operator-4711";

    /// <summary>One of so many bodies is cut off.</summary>
    private const int OneIsCut = 500;

    /// <summary>Of JSON-RPC, where it comes with status 200.</summary>
    private const int InternalError = -32603;

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1000 };

    private static readonly string[] Cuts =
    [
        "5\r\n{\"js", "5\r\n{\"jso\r\nZZ\r\n", "FFFFFFFFFFFFFFFF\r\n{", "-1\r\n{}\r\n", "2\r\n{}", "0\r\nx: ", "2\r\n{}\r\n0\r\n",
    ];

    [Fact]
    public async Task No_body_crashes_a_replica_or_is_answered_by_a_5xx_or_a_failure_of_the_server_or_by_what_is_no_JSON()
    {
        var count = Run.Pick(3_000, 1_000_000);
        await using var experiment = await Experiment.StartAsync(new("F17", "")
        {
            IsAlone = true,
            Step = TimeSpan.FromMilliseconds(1),
            Settings =
            [
                ("Callers__Operators__olga", Operator), ("Limits__RequestsPerSecond", "1000000"), ("Limits__Burst", "1000000"),
                ("Push__MaxAttempts", "1"), ("Push__Circuit__Failures", "5"),
            ],
        });
        var tasks = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => experiment.Load.SubmitAsync(isQuick: number % 2 == 0)));
        var (problems, statuses, sent) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<int, int>(), 0);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async worker =>
        {
            var replica = experiment.Replicas.Process(worker % experiment.Replicas.Count);
            using var http = new HttpClient { BaseAddress = replica.Address };
            var mutations = new Mutations(new Random(Run.Seed + worker), tasks, Operator);
            while (Interlocked.Increment(ref sent) is var number && number <= count && problems.IsEmpty)
            {
                if (await (number % OneIsCut == 0 ? CutAsync(replica.Address, number / OneIsCut) : SendAsync(http, mutations, statuses)) is { } problem)
                {
                    problems.Enqueue(problem);
                }
            }
        }));

        problems.Take(5).ShouldBeEmpty($"A2A_FAULTS_SEED={Run.Seed} makes the same mutations");
        experiment.Replicas.Live.ShouldAllBe(replica => !replica.HasExited);
        experiment.Replicas.Output.Where(line => line.Contains("unexpectedly", StringComparison.Ordinal)).Take(5).ShouldBeEmpty();
        await experiment.HealedAsync();
        new[] { 200, 400, 404, 405 }.ShouldBeSubsetOf(statuses.Keys); // otherwise it has not come far
        var answers = string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} × {status.Key}"));
        TestContext.Current.TestOutputHelper?.WriteLine(answers);
        ResultsTable.Add("F17", string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} mutated bodies on every route of both versions, one of {OneIsCut} a broken chunk of JSON-RPC: {answers}"), "holds");
    }

    /// <returns>What is wrong with the answer; null when nothing is.</returns>
    private static async Task<string?> SendAsync(HttpClient http, Mutations mutations, ConcurrentDictionary<int, int> statuses)
    {
        var (method, path, headers, body) = mutations.Next();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
        {
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await AnswerAsync();
        var status = (int)response.StatusCode;
        statuses.AddOrUpdate(status, 1, (_, before) => before + 1);
        if (status < 500 && response.Content.Headers.ContentType?.MediaType is "text/event-stream" or "text/html" or "text/javascript" or "text/css")
        {
            return null;
        }

        if (status == 503 && response.Headers.RetryAfter is not null && !Run.IsFull)
        {
            return null; // Redis has not answered in time: in a short run other work of the machine is let pass
        }

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return status >= 500 || !(IsAnswer(status, text) || IsSilence(status, text, body)) ? $"{Sent()}\n→ {status} {text}" : null;

        string Sent() => $"{method} {path} {string.Join("; ", headers)}\n{Encoding.UTF8.GetString(body)}";

        async Task<HttpResponseMessage> AnswerAsync()
        {
            try
            {
                return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException e)
            {
                throw new InvalidOperationException($"{Sent()}\n→ no answer", e);
            }
        }
    }

    // JSON, for what was refused an error, of JSON-RPC or with its status, and never a failure of the server.
    private static bool IsAnswer(int status, string text)
    {
        if (text.Length == 0)
        {
            return status is < 400 or 405;
        }

        try
        {
            using var json = JsonDocument.Parse(text, AnyDepth);
            return json.RootElement.ValueKind != JsonValueKind.Object
                ? status < 400
                : json.RootElement.TryGetProperty("error", out var error)
                    ? !error.TryGetProperty("code", out var code) || !code.TryGetInt32(out var number) || number != InternalError
                    : status < 400 || json.RootElement.TryGetProperty("status", out _) || json.RootElement.TryGetProperty("code", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A JSON-RPC request without an id is a notification, which is never answered (JSON-RPC 2.0, section 4.1): an unknown agent is a
    // status alone.
    private static bool IsSilence(int status, string text, byte[] body) =>
        status == 404 && text.Length == 0 && body.AsSpan().IndexOf("\"id\""u8) < 0;

    private static async Task<string?> CutAsync(Uri address, int number)
    {
        var cut = Cuts[number % Cuts.Length];
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /a2a HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nA2A-Version: 1.0\r\nTransfer-Encoding: chunked\r\n\r\n{cut}"));
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        string? answer;
        try
        {
            answer = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return null; // closed without an answer, as is right where no request has come
        }

        return answer?.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) is true ? $"a chunk of {cut}\n→ {answer}" : null;
    }
}
