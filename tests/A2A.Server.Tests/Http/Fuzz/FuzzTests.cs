using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using A2A.Protocol.Json;
using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Tests.Http.Callers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Http.Fuzz;

/// <summary>Whatever is sent, the server stays well, answers in order, and says nothing of its insides.</summary>
public sealed partial class FuzzTests(KeyedApi keyed) : IClassFixture<KeyedApi>
{
    private const int PerRoute = 40;

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = A2AJson.MaxDepth };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(20260131)]
    public async Task No_request_breaks_the_server_or_makes_it_tell_of_its_insides(int seed)
    {
        var input = new HostileInput(seed);
        var operations = keyed.Api.Services.GetRequiredService<OperationTable>().All.Select(operation => operation.Name).ToList();
        var requests =
            from endpoint in keyed.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let pattern = $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}" // every route that is mapped has a text
            let methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            from _ in Enumerable.Range(0, PerRoute)
            select input.At(pattern, methods, operations);
        var all = requests.Concat(Enumerable.Range(0, PerRoute).Select(_ => input.At("/{nowhere}/{at}/{all}", [], operations))).ToList();
        all.Count.ShouldBeGreaterThan(3000);

        var (problems, statuses) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<int, bool>());
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (request, _) =>
        {
            if (await ProblemAsync(request, statuses) is { } problem)
            {
                problems.Enqueue($"seed {seed}: {request}\n  → {problem}");
            }
        });

        problems.Take(5).ShouldBeEmpty();
        new[] { 200, 400, 401, 403, 404, 405, 415 }.ShouldBeSubsetOf(statuses.Keys); // otherwise it has not come far
        keyed.Api.Log.ToString().ShouldNotContain("unexpectedly");
        using var health = await keyed.Api.GetAsync("/health");
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var works = await keyed.Api.SendAsync(
            HttpMethod.Post, "/", ApiServer.Request("message/send", ApiServer.Say("be quick")), ("X-API-Key", KeyedApi.Bob));
        (await works.Content.ReadAsStringAsync(Token)).ShouldContain("completed");
    }

    [Fact]
    public void The_same_seed_makes_the_same_requests()
    {
        string[] Made() { var input = new HostileInput(7); return [.. Enumerable.Range(0, 50).Select(_ => input.At("/tasks/{id}", ["GET"], ["GetTask"]).ToString())]; }

        Made().ShouldBe(Made());
    }

    /// <summary>What is wrong with the answer; null when nothing is.</summary>
    private async Task<string?> ProblemAsync(HostileRequest request, ConcurrentDictionary<int, bool> statuses)
    {
        using var message = Message(request);
        using var response = await keyed.Api.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Token);
        statuses[(int)response.StatusCode] = true;
        if ((int)response.StatusCode >= 500 && response.StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}";
        }

        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            return null; // a task at work: its events are those of an agent
        }

        var text = await response.Content.ReadAsStringAsync(Token);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            // A store that is slow for a moment is told as such.
            return response.Headers.RetryAfter is null || Insides().IsMatch(text) ? $"503 {text}" : null;
        }

        return text.Length == 0 ? null : ProblemOf(text, response.Content.Headers.ContentType?.MediaType);
    }

    private static string? ProblemOf(string text, string? mediaType)
    {
        if (mediaType is "text/html" or "text/javascript" or "text/css" or "image/svg+xml")
        {
            return null; // the page of operations and its files: always the same
        }

        if (mediaType is not ("application/json" or "application/problem+json" or "application/a2a+json"))
        {
            return $"The answer is {mediaType}: {text}";
        }

        if (Insides().Match(text) is { Success: true } match)
        {
            return $"The answer tells '{match.Value}': {text}";
        }

        try
        {
            using var json = JsonDocument.Parse(text, AnyDepth);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error)
                && error.TryGetProperty("code", out var code) && code.GetInt32() is -32603 or 500 ? $"The server failed: {text}" : null;
        }
        catch (JsonException e)
        {
            return $"The answer is no JSON ({e.Message}): {text}";
        }
    }

    private HttpRequestMessage Message(HostileRequest request)
    {
        var message = new HttpRequestMessage(
            new HttpMethod(request.Method), $"{keyed.Api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{request.Path}"); // the client has one
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = new("application/json");
        }

        foreach (var (name, value) in request.Headers)
        {
            if (name == "Content-Type" && message.Content is not null)
            {
                message.Content.Headers.Remove(name);
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else if (name is not ("Expect" or "Content-Type"))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    // Stack frames, types, files and lines.
    [GeneratedRegex(@"\bat [A-Z]\w*\.\w+|\w+Exception\b|\bSystem\.\w|\bMicrosoft\.\w|A2A\.AgentApi|\.cs\b|\.lua\b|:line \d|/(work|home|usr|tmp|root|app)/|[A-Z]:\\|user_script|WRONGTYPE|\bERR ")]
    private static partial Regex Insides();
}
