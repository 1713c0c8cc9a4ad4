using System.Net.Http.Json;
using System.Text.Json;

namespace A2A.AppHost;

/// <summary>What an operator can do from the dashboard: dead letters, and the key that signs.</summary>
internal static class Commands
{
    private const int Rows = 20;

    /// <summary>Adds the commands to the agent API. Each calls one of the API's own operations with the operator's key.</summary>
    /// <remarks>
    /// The dashboard runs a command on the replica that is selected, code may run it on all of them; the replicas share what it
    /// changes. Repeating it does no harm: what is due stays due, what is gone stays gone, a key that waits stays the next.
    /// </remarks>
    public static IResourceBuilder<ProjectResource> WithOperations(
        this IResourceBuilder<ProjectResource> agentApi, IResourceBuilder<ParameterResource> key) => agentApi
        .WithEnvironment("Callers__Operators__apphost", key)
        .WithHttpCommand("/ops/dead-letters", "List dead letters", commandName: "list-dead-letters", commandOptions: new()
        {
            Method = HttpMethod.Get,
            Description = "Webhooks that were given up, and why, the oldest twenty in a table.",
            IconName = "MailDismiss",
            PrepareRequest = AsOperator(key.Resource, "?limit=1000"),
            GetCommandResult = context => context.TellAsync(Listed, Table),
        })
        .WithHttpCommand("/ops/dead-letters/replay", "Replay dead letters", commandName: "replay-dead-letters", commandOptions: new()
        {
            Description = "Sends all webhooks again that were given up.",
            IconName = "ArrowClockwise",
            PrepareRequest = AsOperator(key.Resource),
            GetCommandResult = context => context.TellAsync(Replayed),
        })
        .WithHttpCommand("/ops/dead-letters", "Purge dead letters", commandName: "purge-dead-letters", commandOptions: new()
        {
            Method = HttpMethod.Delete,
            Description = "Removes all webhooks for ever that were given up.",
            ConfirmationMessage = "All webhooks that were given up are removed for ever,"
                + " and their receivers will never hear of them. Go on?",
            IconName = "Delete",
            PrepareRequest = AsOperator(key.Resource, "?all=true"),
            GetCommandResult = context => context.TellAsync(Purged),
        })
        .WithHttpCommand("/ops/keys/rotate", "Rotate signing key", commandName: "rotate-signing-key", commandOptions: new()
        {
            Description = "Publishes the next key, which signs a while later;"
                + " the old one stays published until what it signed has expired.",
            IconName = "Key",
            PrepareRequest = AsOperator(key.Resource),
            GetCommandResult = context => context.TellAsync(Rotated),
        });

    /// <summary>Adds a query to a command's address: in the command's path Aspire would take it for a part of the path.</summary>
    public static void AddQuery(this HttpCommandRequestContext context, string query)
    {
        var address = context.Request.RequestUri ?? throw new InvalidOperationException("Aspire gave the command no address.");
        context.Request.RequestUri = new Uri(address, query);
    }

    private static Func<HttpCommandRequestContext, Task> AsOperator(ParameterResource key, string query = "") => async context =>
    {
        context.AddQuery(query);
        context.Request.Headers.Add("X-API-Key", await key.GetValueAsync(context.CancellationToken));
    };

    /// <summary>Says what was done, from the answer's JSON, or why it was not.</summary>
    /// <param name="context">The command, with its answer.</param>
    /// <param name="tell">What was done, in a sentence.</param>
    /// <param name="more">What is shown below it, in Markdown.</param>
    public static async Task<ExecuteCommandResult> TellAsync(
        this HttpCommandResultContext context, Func<JsonElement, string> tell, Func<JsonElement, string>? more = null)
    {
        JsonElement answer;
        try
        {
            answer = await context.Response.Content.ReadFromJsonAsync<JsonElement>(context.CancellationToken);
        }
        catch (JsonException)
        {
            answer = JsonElement.Parse("{}");
        }

        if (!context.Response.IsSuccessStatusCode)
        {
            var reason = answer.TryGetProperty("detail", out var detail) ? detail.GetString() : "no reason given";
            return CommandResults.Failure($"The service answered {(int)context.Response.StatusCode}: {reason}");
        }

        // The text twice: of several replicas' results only the second one is kept.
        var text = tell(answer);
        return CommandResults.Success(text, text + more?.Invoke(answer), CommandResultFormat.Markdown);
    }

    private static string Listed(JsonElement answer)
    {
        var letters = answer.GetProperty("deadLetters").EnumerateArray().ToList();
        var reasons = letters.GroupBy(letter => letter.GetProperty("reason").GetString()).OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} × {group.Key}");
        var more = answer.TryGetProperty("next", out _) ? "more than " : "";
        return letters.Count == 0
            ? "There are no dead letters."
            : $"There are {more}{letters.Count} dead letters: {string.Join("; ", reasons)}.";
    }

    private static string Table(JsonElement answer)
    {
        var rows = answer.GetProperty("deadLetters").EnumerateArray().Take(Rows).Select(letter =>
            $"| {Cell(letter, "id")} | {Cell(letter, "deliveryId")} | {Cell(letter, "endpoint")} | {Cell(letter, "reason")}"
            + $" | {Cell(letter, "attempts")} | {Cell(letter, "buriedAt")} |").ToList();
        return rows.Count == 0
            ? ""
            : $"\n\n| id | delivery | endpoint | reason | attempts | given up |\n|---|---|---|---|---|---|\n{string.Join('\n', rows)}";
    }

    // What receivers answered is theirs: it must not become a column or a link of the table.
    private static string Cell(JsonElement letter, string name) => letter.TryGetProperty(name, out var value)
        ? $"`{value.ToString().Replace('`', '\'').Replace('|', '/').ReplaceLineEndings(" ")}`"
        : "";

    private static string Replayed(JsonElement answer) =>
        $"{answer.GetProperty("due")} webhooks are due again; {answer.GetProperty("left")} cannot be sent and stay.";

    private static string Purged(JsonElement answer) => $"{answer.GetProperty("purged")} dead letters were removed.";

    private static string Rotated(JsonElement answer) =>
        $"Key {answer.GetProperty("kid")} is published and signs from {answer.GetProperty("signsFrom")}.";
}
