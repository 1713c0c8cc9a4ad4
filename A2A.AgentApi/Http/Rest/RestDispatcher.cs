namespace A2A.AgentApi.Http.Rest;

/// <summary>Answers one call in HTTP+JSON: reads it, runs its operation, writes what it gives.</summary>
internal sealed class RestDispatcher(OperationRunner runner, RequestBody bodies, RestParams parameters, RestWriter writer)
{
    public async Task AnswerAsync(HttpContext context, Operation operation) =>
        await writer.WriteAsync(context, operation, await RunAsync(context, operation));

    private async Task<Reply> RunAsync(HttpContext context, Operation operation)
    {
        var version = ProtocolVersions.Of(context.Request);
        if (version.Error is { } unsupported)
        {
            return unsupported;
        }

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
