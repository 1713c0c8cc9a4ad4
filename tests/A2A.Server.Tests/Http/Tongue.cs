using System.Text;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;

namespace A2A.Server.Tests.Http;

/// <summary>A version of the protocol in one of its bindings and forms.</summary>
public enum Tongue
{
    V1Rpc,
    V1Rest,
    V1Grpc,
    V03Rpc,
    V03Proto,
    V03Plain,
}

/// <summary>An answer, whatever its envelope.</summary>
internal sealed record Told(HttpResponseMessage Response, JsonNode? Body, Tongue Tongue)
{
    public int Status => (int)Response.StatusCode;

    /// <summary>The result, without JSON-RPC's envelope.</summary>
    public JsonNode Result => (IsRpc ? Body?["result"] : Error is null ? Body : null).ShouldNotBeNull(Body?.ToJsonString());

    /// <summary>The task in the result; a direct one, or one in an envelope.</summary>
    public JsonNode Task => Result["task"] ?? Result;

    public JsonNode? Error => IsRpc || Tongue.TellsStatus() ? Body?["error"] : (Body as JsonObject)?["code"] is null ? null : Body;

    public string? State => (string?)Task["status"]?["state"];

    public string Id => ((string?)Task["id"]).ShouldNotBeNull();

    /// <summary>The error's code in JSON-RPC; in 1.0's HTTP+JSON the code is the status.</summary>
    public int? Code => (int?)Error?["code"];

    public string Message => ((string?)Error?["message"]).ShouldNotBeNull(Body?.ToJsonString());

    public JsonArray Details => (Error?[IsRpc ? "data" : "details"] as JsonArray).ShouldNotBeNull(Body?.ToJsonString());

    private bool IsRpc => Tongue is Tongue.V1Rpc or Tongue.V03Rpc;
}

/// <summary>Makes the same calls in every tongue.</summary>
internal static class Tongues
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static bool IsV1(this Tongue tongue) => tongue is Tongue.V1Rpc or Tongue.V1Rest or Tongue.V1Grpc;

    public static bool IsRpc(this Tongue tongue) => tongue is Tongue.V1Rpc or Tongue.V03Rpc;

    /// <summary>Whether errors have the name of their status: google.rpc.Status, over HTTP+JSON or gRPC.</summary>
    public static bool TellsStatus(this Tongue tongue) => tongue is Tongue.V1Rest or Tongue.V1Grpc;

    // A method, not a path.
    private static bool CallsByName(this Tongue tongue) => tongue.IsRpc() || tongue == Tongue.V1Grpc;

    /// <summary>What an event says, without JSON-RPC's envelope.</summary>
    public static JsonNode Content(this Tongue tongue, ReadEvent item) => tongue.IsRpc() ? item.Result : item.Answer;

    /// <summary>A state's name in the tongue.</summary>
    public static string State(this Tongue tongue, string v03) =>
        tongue is Tongue.V03Rpc or Tongue.V03Plain
            ? v03
            : $"TASK_STATE_{(tongue == Tongue.V03Proto && v03 == "canceled" ? "CANCELLED" : v03.Replace('-', '_').ToUpperInvariant())}";

    /// <summary>The parameters of a message with a text. At once: the answer does not wait.</summary>
    public static string Say(this Tongue tongue, string text, bool atOnce = false, string? more = null)
    {
        var words = tongue switch
        {
            Tongue.V1Rpc or Tongue.V1Rest or Tongue.V1Grpc => $$"""  "role":"ROLE_USER","parts":[{"text":"{{text}}"}] """,
            Tongue.V03Proto => $$"""  "role":"ROLE_USER","content":[{"text":"{{text}}"}] """,
            _ => $$"""  "kind":"message","role":"user","parts":[{"kind":"text","text":"{{text}}"}] """,
        };
        var wait = tongue.IsV1() ? $"\"returnImmediately\":{(atOnce ? "true" : "false")}" : $"\"blocking\":{(atOnce ? "false" : "true")}";
        return $$$"""{"message":{"messageId":"{{{Guid.NewGuid()}}}",{{{words}}}{{{more}}} },"configuration":{ {{{wait}}} }}""";
    }

    public static Task<Told> SendAsync(this ApiServer api, Tongue tongue, string parameters, string agent = "") => tongue.CallsByName()
        ? RpcAsync(api, tongue, tongue.IsV1() ? "SendMessage" : "message/send", parameters, agent)
        : RestAsync(api, tongue, HttpMethod.Post, "/message:send", parameters, agent);

    public static Task<Told> GetAsync(this ApiServer api, Tongue tongue, string id, string agent = "", int? history = null) => tongue.CallsByName()
        ? RpcAsync(api, tongue, tongue.IsV1() ? "GetTask" : "tasks/get", $$"""{"id":"{{id}}"{{(history is null ? "" : $",\"historyLength\":{history}")}}}""", agent)
        : RestAsync(api, tongue, HttpMethod.Get, $"/tasks/{id}{(history is null ? "" : $"?historyLength={history}")}", null, agent);

    public static Task<Told> CancelAsync(this ApiServer api, Tongue tongue, string id, string agent = "") => tongue.CallsByName()
        ? RpcAsync(api, tongue, tongue.IsV1() ? "CancelTask" : "tasks/cancel", $$"""{"id":"{{id}}"}""", agent)
        : RestAsync(api, tongue, HttpMethod.Post, $"/tasks/{id}:cancel", null, agent);

    /// <summary>Only the answer's beginning: whoever expects a stream reads it otherwise.</summary>
    public static Task<Told> SubscribeAsync(this ApiServer api, Tongue tongue, string id, string agent = "") => tongue.CallsByName()
        ? RpcAsync(api, tongue, tongue.IsV1() ? "SubscribeToTask" : "tasks/resubscribe", $$"""{"id":"{{id}}"}""", agent)
        : RestAsync(api, tongue, HttpMethod.Get, $"/tasks/{id}:subscribe", null, agent);

    /// <summary>Opens the stream of a new message; the caller closes it.</summary>
    public static async Task<EventReader> StreamAsync(this ApiServer api, Tongue tongue, string parameters, string agent = "") =>
        tongue == Tongue.V1Grpc ? api.Grpc.Open("SendStreamingMessage", parameters, agent) : await api.Client.StreamAsync(tongue, parameters, agent);

    /// <summary>Follows a task; the caller closes the stream.</summary>
    public static async Task<EventReader> FollowAsync(this ApiServer api, Tongue tongue, string id, string agent) => tongue == Tongue.V1Grpc
        ? api.Grpc.Open("SubscribeToTask", $$"""{"id":"{{id}}"}""", agent)
        : await api.Client.FollowAsync(tongue, id, agent);

    /// <summary>As over HTTP.</summary>
    public static Task<EventReader> StreamAsync(this HttpClient client, Tongue tongue, string parameters, string agent) => tongue switch
    {
        Tongue.V1Rpc => OpenAsync(client, tongue, HttpMethod.Post, PathOf(agent), ApiServer.Request("SendStreamingMessage", parameters)),
        Tongue.V03Rpc => OpenAsync(client, tongue, HttpMethod.Post, PathOf(agent), ApiServer.Request("message/stream", parameters)),
        _ => OpenAsync(client, tongue, HttpMethod.Post, $"{PathOf(agent).TrimEnd('/')}{(tongue.IsV1() ? "" : "/v1")}/message:stream", parameters),
    };

    /// <summary>Follows a task; the caller closes the stream.</summary>
    public static Task<EventReader> FollowAsync(this HttpClient client, Tongue tongue, string id, string agent, string? lastEventId = null) => tongue switch
    {
        Tongue.V1Rpc => OpenAsync(client, tongue, HttpMethod.Post, $"/agents/{agent}", ApiServer.Request("SubscribeToTask", $$"""{"id":"{{id}}"}"""), lastEventId),
        Tongue.V03Rpc => OpenAsync(client, tongue, HttpMethod.Post, $"/agents/{agent}", ApiServer.Request("tasks/resubscribe", $$"""{"id":"{{id}}"}"""), lastEventId),
        Tongue.V03Plain => OpenAsync(client, tongue, HttpMethod.Post, $"/agents/{agent}/v1/tasks/{id}:subscribe", null, lastEventId),
        _ => OpenAsync(client, tongue, HttpMethod.Get, $"/agents/{agent}{(tongue.IsV1() ? "" : "/v1")}/tasks/{id}:subscribe", null, lastEventId),
    };

    public static Task<Told> StreamRefusedAsync(this ApiServer api, Tongue tongue, string parameters, string agent) => tongue.CallsByName()
        ? RpcAsync(api, tongue, tongue.IsV1() ? "SendStreamingMessage" : "message/stream", parameters, agent)
        : RestAsync(api, tongue, HttpMethod.Post, "/message:stream", parameters, agent);

    public static Task<Told> SetConfigAsync(this ApiServer api, Tongue tongue, string task, string config, string agent = "") => tongue switch
    {
        Tongue.V1Rpc or Tongue.V1Grpc => RpcAsync(api, tongue, "CreateTaskPushNotificationConfig", $$"""{"taskId":"{{task}}",{{config}}}""", agent),
        Tongue.V1Rest => RestAsync(api, tongue, HttpMethod.Post, $"/tasks/{task}/pushNotificationConfigs", $$"""{ {{config}} }""", agent),
        Tongue.V03Rpc => RpcAsync(api, tongue, "tasks/pushNotificationConfig/set", $$$"""{"taskId":"{{{task}}}","pushNotificationConfig":{ {{{config}}} }}""", agent),
        _ => RestAsync(api, tongue, HttpMethod.Post, $"/tasks/{task}/pushNotificationConfigs", $$$"""{"pushNotificationConfig":{ {{{config}}} }}""", agent),
    };

    public static Task<Told> GetConfigAsync(this ApiServer api, Tongue tongue, string task, string id, string agent = "") => tongue switch
    {
        Tongue.V1Rpc or Tongue.V1Grpc => RpcAsync(api, tongue, "GetTaskPushNotificationConfig", $$"""{"taskId":"{{task}}","id":"{{id}}"}""", agent),
        Tongue.V03Rpc => RpcAsync(api, tongue, "tasks/pushNotificationConfig/get", $$"""{"id":"{{task}}","pushNotificationConfigId":"{{id}}"}""", agent),
        _ => RestAsync(api, tongue, HttpMethod.Get, $"/tasks/{task}/pushNotificationConfigs/{id}", null, agent),
    };

    public static Task<Told> ListConfigsAsync(this ApiServer api, Tongue tongue, string task, string agent = "") => tongue switch
    {
        Tongue.V1Rpc or Tongue.V1Grpc => RpcAsync(api, tongue, "ListTaskPushNotificationConfigs", $$"""{"taskId":"{{task}}"}""", agent),
        Tongue.V03Rpc => RpcAsync(api, tongue, "tasks/pushNotificationConfig/list", $$"""{"id":"{{task}}"}""", agent),
        _ => RestAsync(api, tongue, HttpMethod.Get, $"/tasks/{task}/pushNotificationConfigs", null, agent),
    };

    public static Task<Told> DeleteConfigAsync(this ApiServer api, Tongue tongue, string task, string id, string agent = "") => tongue switch
    {
        Tongue.V1Rpc or Tongue.V1Grpc => RpcAsync(api, tongue, "DeleteTaskPushNotificationConfig", $$"""{"taskId":"{{task}}","id":"{{id}}"}""", agent),
        Tongue.V03Rpc => RpcAsync(api, tongue, "tasks/pushNotificationConfig/delete", $$"""{"id":"{{task}}","pushNotificationConfigId":"{{id}}"}""", agent),
        _ => RestAsync(api, tongue, HttpMethod.Delete, $"/tasks/{task}/pushNotificationConfigs/{id}", null, agent),
    };

    public static Task<Told> ExtendedCardAsync(this ApiServer api, Tongue tongue) => tongue switch
    {
        Tongue.V1Rpc or Tongue.V1Grpc => RpcAsync(api, tongue, "GetExtendedAgentCard", "{}", ""),
        Tongue.V03Rpc => RpcAsync(api, tongue, "agent/getAuthenticatedExtendedCard", "{}", ""),
        _ => RestAsync(api, tongue, HttpMethod.Get, tongue.IsV1() ? "/extendedAgentCard" : "/card", null, ""),
    };

    public static Task<Told> RpcAsync(this ApiServer api, Tongue tongue, string method, string parameters, string agent = "") =>
        tongue == Tongue.V1Grpc
            ? api.Grpc.TellAsync(method, parameters, agent)
            : TellAsync(api, tongue, HttpMethod.Post, PathOf(agent), ApiServer.Request(method, parameters));

    /// <param name="path">Below the interface's address, without 0.3's <c>/v1</c>.</param>
    public static Task<Told> RestAsync(this ApiServer api, Tongue tongue, HttpMethod method, string path, string? body, string agent = "") =>
        TellAsync(api, tongue, method, $"{(agent.Length == 0 ? "" : $"/agents/{agent}")}{(tongue.IsV1() ? "" : "/v1")}{path}", body);

    public static async Task<Told> TellAsync(this ApiServer api, Tongue tongue, HttpMethod method, string path, string? body, string? version = null)
    {
        using var request = RequestOf(tongue, method, path, body, version);
        var response = await api.Client.SendAsync(request, Token);
        var answer = await response.Content.ReadAsStringAsync(Token);
        return new(response, answer.Length == 0 ? null : JsonNode.Parse(answer, documentOptions: new() { MaxDepth = A2AJson.MaxDepth }), tongue);
    }

    private static string PathOf(string agent) => agent.Length == 0 ? "/" : $"/agents/{agent}";

    private static async Task<EventReader> OpenAsync(
        HttpClient client, Tongue tongue, HttpMethod method, string path, string? body, string? lastEventId = null)
    {
        using var request = RequestOf(tongue, method, path, body);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(Token));
    }

    private static HttpRequestMessage RequestOf(Tongue tongue, HttpMethod method, string path, string? body, string? version = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if ((version ?? tongue switch { Tongue.V1Rpc or Tongue.V1Rest => "1.0", Tongue.V03Plain => "0.3.0", _ => null }) is { } text)
        {
            request.Headers.Add("A2A-Version", text);
        }

        return request;
    }
}
