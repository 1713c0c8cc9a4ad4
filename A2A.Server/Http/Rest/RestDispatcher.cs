using A2A.Server.Http.Calls;

namespace A2A.Server.Http.Rest;

/// <summary>Answers one call in HTTP+JSON: reads it, runs its operation, writes what it gives.</summary>
internal sealed class RestDispatcher(
    OperationRunner runner, OlderAddress older, RequestBody bodies, RestParams parameters, RestWriter writer)
{
    /// <param name="operation">The one of this address.</param>
    public async Task AnswerAsync(HttpContext context, Operation operation)
    {
        var version = ProtocolVersions.Of(context.Request);
        if (version.Error is { } unsupported)
        {
            await writer.WriteAsync(context, operation, unsupported);
            return;
        }

        var meant = older.Resolve(context.Request, operation, version.Value);
        await writer.WriteAsync(context, meant, await RunAsync(context, meant));
    }

    private async Task<Reply> RunAsync(HttpContext context, Operation operation)
    {
        var body = await bodies.ReadAsync(context.Request, context.RequestAborted);
        if (body.IsRefused)
        {
            return body.Error;
        }

        var given = parameters.Read(context.Request, operation.Route, body.Value);
        return given.IsRefused ? given.Error : await runner.RunAsync(context, operation, AgentOf(context), given.Value, Binding.HttpJson);
    }

    private static string? AgentOf(HttpContext context) => (string?)(context.GetRouteValue("agent") ?? context.GetRouteValue("tenant"));
}
