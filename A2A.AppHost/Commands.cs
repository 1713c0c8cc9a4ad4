using System.Text.Json;

namespace A2A.AppHost;

/// <summary>What an operator can do from the dashboard: dead letters, and the key that signs.</summary>
internal static class Commands
{
    /// <summary>Adds the commands to the agent API. Each calls the API's own operations with the operator's key.</summary>
    public static IResourceBuilder<ProjectResource> WithOperations(this IResourceBuilder<ProjectResource> agentApi, IResourceBuilder<ParameterResource> key)
    {
        var operations = new Operations(agentApi.GetEndpoint("http"), key.Resource);
        return agentApi
            .WithEnvironment("Callers__Operators__apphost", key)
            .WithCommand("list-dead-letters", "List dead letters", Run(operations, HttpMethod.Get, "/ops/dead-letters?limit=1000", Listed), new CommandOptions
            {
                Description = "Webhooks that were given up, and why.",
                IconName = "MailDismiss",
            })
            .WithCommand("replay-dead-letters", "Replay dead letters", Run(operations, HttpMethod.Post, "/ops/dead-letters/replay", Replayed), new CommandOptions
            {
                Description = "Sends all webhooks again that were given up.",
                IconName = "ArrowClockwise",
            })
            .WithCommand("purge-dead-letters", "Purge dead letters", Run(operations, HttpMethod.Delete, "/ops/dead-letters?all=true", Purged), new CommandOptions
            {
                Description = "Removes all webhooks for ever that were given up.",
                ConfirmationMessage = "All webhooks that were given up are removed for ever, and their receivers will never hear of them. Go on?",
                IconName = "Delete",
            })
            .WithCommand("rotate-signing-key", "Rotate signing key", Run(operations, HttpMethod.Post, "/ops/keys/rotate", Rotated), new CommandOptions
            {
                Description = "Publishes the next key, which signs a while later; the old one stays published until what it signed has expired.",
                IconName = "Key",
            });
    }

    // A command runs once for every replica, which all share what it changes: those at the same time share one call. One that
    // comes later does no harm: what is due is due, what is gone is gone, and a key that waits already stays the next.
    private static Func<ExecuteCommandContext, Task<ExecuteCommandResult>> Run(
        Operations operations, HttpMethod method, string path, Func<JsonElement, string> tell)
    {
        var call = new SharedCall<ExecuteCommandResult>(() => operations.CallAsync(method, path, tell));
        return context => call.RunAsync().WaitAsync(context.CancellationToken);
    }

    private static string Listed(JsonElement answer)
    {
        var letters = answer.GetProperty("deadLetters").EnumerateArray().ToList();
        var reasons = letters.GroupBy(letter => letter.GetProperty("reason").GetString()).OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} × {group.Key}");
        var more = answer.TryGetProperty("next", out _) ? "more than " : "";
        return letters.Count == 0 ? "There are no dead letters." : $"There are {more}{letters.Count} dead letters: {string.Join("; ", reasons)}.";
    }

    private static string Replayed(JsonElement answer) =>
        $"{answer.GetProperty("due")} webhooks are due again; {answer.GetProperty("left")} cannot be sent and stay.";

    private static string Purged(JsonElement answer) => $"{answer.GetProperty("purged")} dead letters were removed.";

    private static string Rotated(JsonElement answer) => $"Key {answer.GetProperty("kid")} is published and signs from {answer.GetProperty("signsFrom")}.";
}
