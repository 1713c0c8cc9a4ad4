using System.Text.RegularExpressions;
using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Http.JsonRpc;
using A2A.Server.Tests.Operations;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace A2A.Server.Tests.Http.Isolation;

/// <summary>What a stranger must hear.</summary>
internal enum Hears
{
    /// <summary>That there is none, in the words for what there is not.</summary>
    NotFound,

    /// <summary>Only of his own things, of which there are none.</summary>
    Nothing,

    /// <summary>The same as everybody.</summary>
    TheSame,

    /// <summary>That it is for operators.</summary>
    Forbidden,
}

/// <summary>A request that names somebody's things.</summary>
/// <param name="Rank">When the owner may make it himself: what removes things comes last.</param>
/// <param name="Make">The request that names these things.</param>
internal sealed record Case(string Title, Hears Hears, int Rank, Func<Names, Request> Make);

/// <param name="Method">Of HTTP; <see cref="OfGrpc"/> for a request over gRPC, whose path is the name of the method.</param>
internal sealed record Request(string Method, string Path, string? Body, params (string Name, string Value)[] Headers)
{
    public const string OfGrpc = "GRPC";
}

/// <summary>A case for each operation at each of its addresses, made from the table of operations and the routes that are mapped.</summary>
internal static partial class Cases
{
    private const string V1Message = """{"message":{"messageId":"@new","role":"ROLE_USER","taskId":"@task","parts":[{"text":"x"}]}}""";
    private const string V03Message = """{"message":{"kind":"message","messageId":"@new","role":"user","taskId":"@task","parts":[{"kind":"text","text":"x"}]}}""";
    private const string Webhook = "\"url\":\"http://127.0.0.1:2/mine\"";

    // The parameters by name; @task and the like stand for the things.
    private static readonly Dictionary<string, (Hears Hears, int Rank, string Parameters)> Operations = new()
    {
        ["SendMessage"] = (Hears.NotFound, 1, V1Message),
        ["SendStreamingMessage"] = (Hears.NotFound, 1, V1Message),
        ["GetTask"] = (Hears.NotFound, 0, """{"id":"@task"}"""),
        ["ListTasks"] = (Hears.Nothing, 0, """{"contextId":"@context"}"""),
        ["CancelTask"] = (Hears.NotFound, 3, """{"id":"@task"}"""),
        ["SubscribeToTask"] = (Hears.NotFound, 0, """{"id":"@task"}"""),
        ["CreateTaskPushNotificationConfig"] = (Hears.NotFound, 2, $$"""{"taskId":"@task","id":"@config",{{Webhook}}}"""),
        ["GetTaskPushNotificationConfig"] = (Hears.NotFound, 0, """{"taskId":"@task","id":"@config"}"""),
        ["ListTaskPushNotificationConfigs"] = (Hears.NotFound, 0, """{"taskId":"@task"}"""),
        ["DeleteTaskPushNotificationConfig"] = (Hears.NotFound, 4, """{"taskId":"@task","id":"@config"}"""),
        ["GetExtendedAgentCard"] = (Hears.TheSame, 0, "{}"),
        ["message/send"] = (Hears.NotFound, 1, V03Message),
        ["message/stream"] = (Hears.NotFound, 1, V03Message),
        ["tasks/get"] = (Hears.NotFound, 0, """{"id":"@task"}"""),
        ["tasks/list"] = (Hears.Nothing, 0, """{"contextId":"@context"}"""),
        ["tasks/cancel"] = (Hears.NotFound, 3, """{"id":"@task"}"""),
        ["tasks/resubscribe"] = (Hears.NotFound, 0, """{"id":"@task"}"""),
        ["tasks/pushNotificationConfig/set"] = (Hears.NotFound, 2, $$$"""{"taskId":"@task","pushNotificationConfig":{"id":"@config",{{{Webhook}}}}}"""),
        ["tasks/pushNotificationConfig/get"] = (Hears.NotFound, 0, """{"id":"@task","pushNotificationConfigId":"@config"}"""),
        ["tasks/pushNotificationConfig/list"] = (Hears.NotFound, 0, """{"id":"@task"}"""),
        ["tasks/pushNotificationConfig/delete"] = (Hears.NotFound, 4, """{"id":"@task","pushNotificationConfigId":"@config"}"""),
        ["agent/getAuthenticatedExtendedCard"] = (Hears.TheSame, 0, "{}"),
        ["ListDeadLetters"] = (Hears.Nothing, 0, ""),
        ["ReplayDeadLetter"] = (Hears.NotFound, 5, ""),
        ["ReplayDeadLetters"] = (Hears.Nothing, 6, ""),
        ["PurgeDeadLetter"] = (Hears.NotFound, 6, ""),
        ["PurgeDeadLetters"] = (Hears.Nothing, 6, ""),
        ["GetOverview"] = (Hears.Forbidden, 0, ""),
        ["ListAllTasks"] = (Hears.Forbidden, 0, ""),
        ["ListAttempts"] = (Hears.NotFound, 0, ""),
        ["ListSubscriptions"] = (Hears.NotFound, 0, ""),
        ["ListEndpoints"] = (Hears.Forbidden, 0, ""),
        ["CloseCircuit"] = (Hears.Forbidden, 0, ""),
        ["ListKeys"] = (Hears.Forbidden, 0, ""),
        ["RotateKey"] = (Hears.Forbidden, 0, ""),
        ["RevokeKey"] = (Hears.Forbidden, 0, ""),
    };

    /// <summary>All of them; fails for a route or an operation that has none.</summary>
    public static List<Case> Of(EndpointDataSource endpoints, OperationTable table) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => OfRoute(endpoint, table)).OrderBy(item => item.Rank).ToList();

    private static IEnumerable<Case> OfRoute(RouteEndpoint endpoint, OperationTable table)
    {
        var pattern = $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}"; // every route that is mapped has a text
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || pattern is "/ops/{**rest}" or "/ops/session" or "/ops/logout"
            || pattern.StartsWith("/grpc.", StringComparison.Ordinal) || pattern.EndsWith("{unimplementedMethod}", StringComparison.Ordinal))
        {
            return []; // what everybody may read, what there is not, what is about the caller's own session, and what is said of the service
        }

        return endpoint.Metadata.GetMetadata<Operation>() is { } operation ? methods.SelectMany(method => OfRest(operation, method, pattern))
            : endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { Method: var method } ? OfGrpc(method, table)
            : OpsRoute.IsOf(endpoint) ? [OfOps(OpsRoute.Of(endpoint))]
            : endpoint.Metadata.GetMetadata<JsonRpcBinding>() is not null ? table.All.Where(item => item.IsRpcMethod).SelectMany(item => OfRpc(item, pattern))
            : throw new KeyNotFoundException($"{pattern} has no case; say what a stranger must hear there.");
    }

    private static IEnumerable<Case> OfRest(Operation operation, string method, string pattern)
    {
        var (hears, rank, parameters) = CaseOf(operation.Name);
        var query = hears == Hears.Nothing ? "?contextId=@context" : "";
        return Streams(operation).Select(headers => new Case($"{method} {pattern} {headers.Length}", hears, rank, names => new(
            method, Fill(PathOf(pattern) + query, names), method == "POST" && operation.Route.Body is not null ? Fill(parameters, names) : null,
            [("A2A-Version", operation.ProtocolVersion), .. headers])));
    }

    private static IEnumerable<Case> OfRpc(Operation operation, string pattern)
    {
        var (hears, rank, parameters) = CaseOf(operation.Name);
        return Streams(operation).Select(headers => new Case($"{operation.Name} at {pattern} {headers.Length}", hears, rank, names => new(
            "POST", PathOf(pattern), ApiServer.Request(operation.Name, Fill(parameters, names)), headers)));
    }

    private static IEnumerable<Case> OfGrpc(IMethod method, OperationTable table)
    {
        var (hears, rank, parameters) = CaseOf(method.Name);
        return Streams(table.FindMethod(method.Name)!).Select(headers => new Case( // a method without an operation has no case
            $"{method.FullName} {headers.Length}", hears, rank, names => new(Request.OfGrpc, method.Name, Fill(parameters, names), headers)));
    }

    private static Case OfOps(OpsRoute route)
    {
        var (hears, rank, _) = CaseOf(route.Name);
        return new($"{route.Method} {route.Path}", hears, rank, names => new(
            route.Method, Fill(PathOf(route.Path) + (route.Name == "PurgeDeadLetters" ? "?all=true" : ""), names), null));
    }

    // A stream is also resumed: from its first event, as somebody could who has seen an id.
    private static (string, string)[][] Streams(Operation operation) => operation.Route.Streams ? [[], [("Last-Event-ID", "0-0")]] : [[]];

    private static (Hears Hears, int Rank, string Parameters) CaseOf(string name) =>
        Operations.TryGetValue(name, out var known) ? known : throw new KeyNotFoundException($"{name} has no case; say what a stranger must hear of it.");

    // /{tenant}/tasks/{taskId}/pushNotificationConfigs/{id}
    private static string PathOf(string pattern) => Parameter().Replace(pattern, match => match.Groups["name"].Value switch
    {
        "agent" or "tenant" => "gated",
        "endpoint" => "127.0.0.1:1",
        _ when match.Groups["before"].Value == "pushNotificationConfigs/" => "pushNotificationConfigs/@config",
        _ when match.Groups["before"].Value == "dead-letters/" => "dead-letters/@letter",
        _ => "@task",
    });

    private static string Fill(string text, Names names) => text
        .Replace("@task", names.Task, StringComparison.Ordinal).Replace("@context", names.Context, StringComparison.Ordinal)
        .Replace("@config", names.Config, StringComparison.Ordinal).Replace("@letter", names.Letter, StringComparison.Ordinal)
        .Replace("@new", Guid.NewGuid().ToString(), StringComparison.Ordinal);

    [GeneratedRegex(@"(?<before>pushNotificationConfigs/|dead-letters/)?\{(?<name>\w+)}")]
    private static partial Regex Parameter();
}
