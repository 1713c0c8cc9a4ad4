using System.Text.Json;

namespace A2A.AppHost;

/// <summary>Calls the operations of the agent API as its operator.</summary>
internal sealed class Operations(EndpointReference address, ParameterResource key)
{
    /// <summary>The operations ask the store, which answers soon or not at all.</summary>
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <param name="tell">Says what was done, from the answer's JSON.</param>
    /// <returns>What was done, or the status and the reason why it was not.</returns>
    public async Task<ExecuteCommandResult> CallAsync(HttpMethod method, string path, Func<JsonElement, string> tell)
    {
        if (!address.IsAllocated)
        {
            return CommandResults.Failure("The agent API has no address yet; start it first.");
        }

        try
        {
            using var request = new HttpRequestMessage(method, new Uri(new Uri(address.Url), path));
            request.Headers.Add("X-API-Key", await key.GetValueAsync(CancellationToken.None));
            using var response = await Http.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? Success(tell, body) : CommandResults.Failure($"The agent API answered {(int)response.StatusCode}: {ReasonOf(body)}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return CommandResults.Failure($"The agent API does not answer at {address.Url}: {e.Message}");
        }
    }

    // The text twice: of several replicas' results only the second one is kept.
    private static ExecuteCommandResult Success(Func<JsonElement, string> tell, string body)
    {
        using var answer = JsonDocument.Parse(body);
        var text = tell(answer.RootElement);
        return CommandResults.Success(text, text, CommandResultFormat.Text);
    }

    private static string ReasonOf(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.GetProperty("detail").GetString() ?? "no reason given";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "no reason given";
        }
    }
}
