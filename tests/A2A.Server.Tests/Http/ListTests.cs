using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>ListTasks in both bindings (A2A 1.0, section 3.1.4), and what 0.3 has of it.</summary>
public sealed class ListTests(ApiServer api) : IClassFixture<ApiServer>
{
    public static TheoryData<Tongue> V1 { get; } = [Tongue.V1Rpc, Tongue.V1Rest];

    [Theory, MemberData(nameof(V1))]
    public async Task The_pages_of_a_conversation_hold_each_of_its_tasks_once_newest_first(Tongue tongue)
    {
        var context = Guid.NewGuid().ToString();
        var ids = await CreateAsync(tongue, context, 5);

        var found = new List<string>();
        for (var token = ""; ;)
        {
            var page = (await ListAsync(tongue, ("contextId", context), ("pageSize", 2), ("pageToken", token))).Result;
            found.AddRange(IdsOf(page));
            ((int?)page["pageSize"]).ShouldBe(2);
            ((int?)page["totalSize"]).ShouldBe(5);
            token = ((string?)page["nextPageToken"]).ShouldNotBeNull();
            if (token.Length == 0)
            {
                break;
            }
        }

        found.ShouldBe(ids.AsEnumerable().Reverse());
    }

    [Theory, MemberData(nameof(V1))]
    public async Task Artifacts_and_history_come_as_the_caller_wants_them(Tongue tongue)
    {
        var context = Guid.NewGuid().ToString();
        await CreateAsync(tongue, context, 1);

        var plain = (await ListAsync(tongue, ("contextId", context))).Result["tasks"]![0]!.AsObject(); // the task was created
        var full = (await ListAsync(tongue, ("contextId", context), ("includeArtifacts", true), ("historyLength", 0))).Result["tasks"]![0]!.AsObject(); // so

        plain.ContainsKey("artifacts").ShouldBeFalse();
        plain.ContainsKey("history").ShouldBeTrue();
        full["artifacts"].ShouldBeOfType<JsonArray>().Count.ShouldBe(1);
        full.ContainsKey("history").ShouldBeFalse();
    }

    [Theory, MemberData(nameof(V1))]
    public async Task States_and_times_filter(Tongue tongue)
    {
        var context = Guid.NewGuid().ToString();
        var id = (await CreateAsync(tongue, context, 1)).Single();
        var time = (string?)(await api.GetAsync(tongue, id)).Result["status"]?["timestamp"];

        (await CountAsync(("status", "TASK_STATE_COMPLETED"))).ShouldBe(1);
        (await CountAsync(("status", "TASK_STATE_WORKING"))).ShouldBe(0);
        (await CountAsync(("statusTimestampAfter", time!))).ShouldBe(1); // a status has its time
        (await CountAsync(("statusTimestampAfter", "2999-01-01T00:00:00Z"))).ShouldBe(0);

        async Task<int> CountAsync((string, object) filter) =>
            IdsOf((await ListAsync(tongue, ("contextId", context), filter)).Result).Count;
    }

    [Theory, MemberData(nameof(V1))]
    public async Task A_page_token_that_no_page_gave_is_refused(Tongue tongue)
    {
        var told = await ListAsync(tongue, ("pageToken", "nonsense"));

        told.Message.ShouldStartWith("pageToken ");
    }

    [Theory]
    [InlineData(Tongue.V03Proto)]
    [InlineData(Tongue.V03Plain)]
    public async Task Callers_of_0_3_get_an_array(Tongue tongue)
    {
        var context = Guid.NewGuid().ToString();
        var ids = await CreateAsync(Tongue.V1Rpc, context, 2);

        var told = await api.RestAsync(tongue, HttpMethod.Get, $"/tasks?contextId={context}", null);

        told.Body.ShouldBeOfType<JsonArray>().Select(task => (string?)task?["id"]).ShouldBe(ids.AsEnumerable().Reverse());
        ((string?)told.Body[0]?["status"]?["state"]).ShouldBe(tongue.State("completed"));
    }

    private async Task<List<string>> CreateAsync(Tongue tongue, string context, int count)
    {
        var ids = new List<string>();
        for (var number = 0; number < count; number++)
        {
            ids.Add((await api.SendAsync(tongue, tongue.Say("be quick", more: $",\"contextId\":\"{context}\""))).Id);
        }

        return ids;
    }

    private Task<Told> ListAsync(Tongue tongue, params (string Name, object Value)[] filters)
    {
        var members = filters.Select(filter => KeyValuePair.Create(filter.Name, (JsonNode?)JsonValue.Create(filter.Value)));
        var query = filters.Select(filter => $"{filter.Name}={Uri.EscapeDataString($"{filter.Value}".Replace("True", "true", StringComparison.Ordinal))}");
        return tongue == Tongue.V1Rpc
            ? api.RpcAsync(tongue, "ListTasks", new JsonObject(members).ToJsonString())
            : api.RestAsync(tongue, HttpMethod.Get, $"/tasks?{string.Join('&', query)}", null);
    }

    private static List<string> IdsOf(JsonNode page) =>
        page["tasks"].ShouldBeOfType<JsonArray>().Select(task => ((string?)task?["id"]).ShouldNotBeNull()).ToList();
}
