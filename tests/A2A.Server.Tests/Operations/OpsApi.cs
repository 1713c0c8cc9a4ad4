using System.Text.Json.Nodes;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Operations;

/// <summary>A server with two callers, an operator, and deliveries that a test says.</summary>
internal sealed class OpsApi : IAsyncDisposable
{
    private OpsApi(ApiReplica api, KnownDeliveries deliveries) => (Api, Deliveries) = (api, deliveries);

    public ApiReplica Api { get; }

    public KnownDeliveries Deliveries { get; }

    public static OpsApi Start(RedisServer redis, Dictionary<string, string>? settings = null)
    {
        var deliveries = new KnownDeliveries();
        return new(ApiReplica.Start(redis, settings ?? new()
        {
            ["Callers:ApiKeys:alice"] = KeyedApi.Alice,
            ["Callers:ApiKeys:bob"] = KeyedApi.Bob,
            ["Callers:Operators:olga"] = KeyedApi.Operator,
        }, services: deliveries.Register), deliveries);
    }

    /// <summary>Sends a request with a key.</summary>
    public async Task<(int Status, JsonNode? Body, HttpResponseMessage Response)> SendAsync(string method, string path, string? key)
    {
        var response = await Api.SendAsync(new HttpMethod(method), path, null, key is null ? [] : [("X-API-Key", key)]);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response);
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
