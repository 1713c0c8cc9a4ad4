namespace A2A.Server.Tests.Http;

/// <summary>Where operations are, and which agent answers there.</summary>
public sealed class AddressTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("")]
    [InlineData("/a2a")]
    [InlineData("/agents/long-running")]
    [InlineData("/agents/long-running/a2a")]
    [InlineData("/long-running")]
    [InlineData("/a2a/long-running")]
    public async Task An_agent_answers_below_each_of_its_addresses(string address)
    {
        var sent = await api.TellAsync(Tongue.V1Rest, HttpMethod.Post, $"{address}/message:send", Tongue.V1Rest.Say("be quick"));
        var got = await api.TellAsync(Tongue.V1Rest, HttpMethod.Get, $"{address}/tasks/{sent.Id}", null);

        sent.State.ShouldBe("TASK_STATE_COMPLETED");
        got.Id.ShouldBe(sent.Id);
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/a2a/v1")]
    [InlineData("/agents/long-running/v1")]
    [InlineData("/agents/long-running/a2a/v1")]
    public async Task An_agent_answers_callers_of_0_3_below_each_of_its_addresses(string address)
    {
        var sent = await api.TellAsync(Tongue.V03Proto, HttpMethod.Post, $"{address}/message:send", Tongue.V03Proto.Say("be quick"));
        var got = await api.TellAsync(Tongue.V03Proto, HttpMethod.Get, $"{address}/tasks/{sent.Id}", null);

        got.Id.ShouldBe(sent.Id);
    }

    [Theory]
    [InlineData(Tongue.V1Rest, "//message:send")]
    [InlineData(Tongue.V1Rest, "//agents/report//message:send")]
    [InlineData(Tongue.V1Rest, "/agents/report///message:send")]
    [InlineData(Tongue.V1Rest, "/report//message:send")]
    [InlineData(Tongue.V03Plain, "//v1/message:send")]
    [InlineData(Tongue.V03Proto, "/agents/report//v1/message:send")]
    [InlineData(Tongue.V1Rpc, "//")]
    [InlineData(Tongue.V1Rpc, "//a2a")]
    [InlineData(Tongue.V03Rpc, "/agents/report//a2a")]
    public async Task A_doubled_slash_in_an_address_is_a_single_one(Tongue tongue, string path)
    {
        var say = tongue.Say("Q1, be quick");
        var body = tongue.IsRpc() ? ApiServer.Request(tongue.IsV1() ? "SendMessage" : "message/send", say) : say;

        var told = await api.TellAsync(tongue, HttpMethod.Post, $"{api.Client.BaseAddress?.GetLeftPart(UriPartial.Authority)}{path}", body);

        told.State.ShouldBe(tongue.State("completed"));
    }

    [Theory]
    [InlineData("//ops/dead-letters")]
    [InlineData("//health")]
    [InlineData("///alive")]
    public async Task A_doubled_slash_leads_to_the_agents_alone(string path)
    {
        var told = await api.TellAsync(Tongue.V1Rest, HttpMethod.Get, $"{api.Client.BaseAddress?.GetLeftPart(UriPartial.Authority)}{path}", null);

        told.Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_tenant_is_an_agent_wherever_it_is_named()
    {
        var say = Tongue.V1Rpc.Say("Q1");
        var named = say.Replace("{\"message\"", "{\"tenant\":\"report\",\"message\"", StringComparison.Ordinal);

        Told[] all =
        [
            await api.RpcAsync(Tongue.V1Rpc, "SendMessage", named),
            await api.RpcAsync(Tongue.V1Rpc, "SendMessage", named, "report"),
            await api.TellAsync(Tongue.V1Rest, HttpMethod.Post, "/message:send", named),
            await api.TellAsync(Tongue.V1Rest, HttpMethod.Post, "/report/message:send", named),
            await api.TellAsync(Tongue.V1Rest, HttpMethod.Post, "/report/message:send", say),
        ];

        all.Select(told => told.Id).Distinct().ShouldHaveSingleItem(); // one message, one task of one agent
        (await api.TellAsync(Tongue.V1Rest, HttpMethod.Get, $"/tasks/{all[0].Id}?tenant=report", null)).Id.ShouldBe(all[0].Id);
        (await api.RpcAsync(Tongue.V1Rpc, "GetTask", $$"""{"tenant":"report","id":"{{all[0].Id}}"}""")).Id.ShouldBe(all[0].Id);
    }

    [Theory]
    [InlineData("/", "nobody", "names no agent")]
    [InlineData("/agents/gated", "report", "is 'report', but")]
    public async Task A_tenant_that_does_not_fit_is_refused(string path, string tenant, string why)
    {
        var told = await api.TellAsync(Tongue.V1Rpc, HttpMethod.Post, path, ApiServer.Request("GetTask", $$"""{"tenant":"{{tenant}}","id":"x"}"""));

        told.Code.ShouldBe(-32602);
        told.Message.ShouldStartWith($"tenant {why}");
    }

    [Theory]
    [InlineData("/gated/tasks/x:cancel", """{"tenant":"report"}""", "tenant")]
    [InlineData("/tasks/x:cancel", """{"tenant":7}""", "tenant")]
    [InlineData("/tasks/x:cancel", """{"id":"y"}""", "id")]
    [InlineData("/tasks/x/pushNotificationConfigs", """{"taskId":"y","url":"http://a/"}""", "taskId")]
    [InlineData("/tasks/x:cancel", """{"metadata":[]}""", "metadata")]
    public async Task A_body_that_contradicts_the_path_is_refused_by_the_name_of_the_field(string path, string body, string field)
    {
        var told = await api.TellAsync(Tongue.V1Rest, HttpMethod.Post, path, body);

        told.Status.ShouldBe(400);
        ((string?)told.Details[1]?["fieldViolations"]?[0]?["field"]).ShouldBe(field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":null,"metadata":{"why":"late"}}""")]
    public async Task A_task_is_canceled_with_any_body_or_none(string body)
    {
        var id = (await api.SendAsync(Tongue.V1Rest, Tongue.V1Rest.Say("wait", atOnce: true), "gated")).Id;

        (await api.TellAsync(Tongue.V1Rest, HttpMethod.Post, $"/agents/gated/tasks/{id}:cancel", body)).State.ShouldBe("TASK_STATE_CANCELED");
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("a:cancel")]
    [InlineData("a:cancel:cancel")]
    [InlineData("%3Acancel")]
    [InlineData("a%2Fb")]
    [InlineData("a%20b")]
    [InlineData("%F0%9F%98%80")]
    [InlineData("a..b")]
    [InlineData("a'\"b")]
    [InlineData("{id}")]
    [InlineData("a%00b")]
    [InlineData("*")]
    public async Task An_odd_id_is_that_of_no_task(string id)
    {
        Told[] all =
        [
            await api.GetAsync(Tongue.V1Rest, id),
            await api.CancelAsync(Tongue.V1Rest, id),
            await api.SubscribeAsync(Tongue.V1Rest, id),
            await api.RestAsync(Tongue.V1Rest, HttpMethod.Post, $"/tasks/{id}:subscribe", null),
            await api.ListConfigsAsync(Tongue.V1Rest, id),
            await api.GetConfigAsync(Tongue.V1Rest, id, id),
            await api.DeleteConfigAsync(Tongue.V1Rest, id, id),
            await api.SetConfigAsync(Tongue.V1Rest, id, "\"url\":\"http://127.0.0.1:2/\""),
        ];

        foreach (var told in all)
        {
            // A zero byte in an address does not come as far as an operation.
            told.Status.ShouldBe(id.Contains("%00", StringComparison.Ordinal) ? 400 : 404, told.Body?.ToJsonString());
        }
    }

    [Theory]
    [InlineData("?pageSize=0", "pageSize")]
    [InlineData("?pageSize=101", "pageSize")]
    [InlineData("?pageSize=ten", "pageSize")]
    [InlineData("?pageSize=99999999999", "pageSize")]
    [InlineData("?pageSize=1.5", "pageSize")]
    [InlineData("?historyLength=-1", "historyLength")]
    [InlineData("?status=TASK_STATE_RUNNING", "status")]
    [InlineData("?statusTimestampAfter=yesterday", "statusTimestampAfter")]
    [InlineData("?includeArtifacts=yes", "includeArtifacts")]
    public async Task A_bad_query_is_refused_by_the_name_of_the_field(string query, string field)
    {
        var told = await api.RestAsync(Tongue.V1Rest, HttpMethod.Get, $"/tasks{query}", null);

        told.Status.ShouldBe(400);
        told.Message.ShouldStartWith($"{field} ");
        ((string?)told.Details[1]?["fieldViolations"]?[0]?["field"]).ShouldBe(field);
    }

    [Theory]
    [InlineData("{\"pageSize\":0}", "pageSize")]
    [InlineData("{\"pageSize\":\"ten\"}", "pageSize")]
    [InlineData("{\"status\":\"TASK_STATE_RUNNING\"}", "status")]
    [InlineData("{\"status\":77}", "status")]
    [InlineData("{\"statusTimestampAfter\":\"yesterday\"}", "statusTimestampAfter")]
    [InlineData("{\"includeArtifacts\":\"yes\"}", "includeArtifacts")]
    public async Task A_bad_filter_is_refused_by_the_name_of_the_field(string parameters, string field)
    {
        var told = await api.RpcAsync(Tongue.V1Rpc, "ListTasks", parameters);

        told.Code.ShouldBe(-32602);
        told.Message.ShouldStartWith($"{field} ");
    }

    [Theory]
    [InlineData("application/a2a+json", null, "application/a2a+json")]
    [InlineData("application/a2a+json, application/json", null, "application/a2a+json")]
    [InlineData("application/json", "application/a2a+json", "application/a2a+json")]
    [InlineData("*/*", "application/json", "application/json")]
    [InlineData(null, null, "application/json")]
    public async Task An_answer_has_the_media_type_that_the_caller_names(string? accept, string? sent, string answered)
    {
        foreach (var path in new[] { "/tasks/x", "/tasks/x:cancel" })
        {
            using var request = new HttpRequestMessage(path.EndsWith('x') ? HttpMethod.Get : HttpMethod.Post, path);
            request.Content = sent is null || request.Method == HttpMethod.Get ? null : new StringContent("{}", new System.Net.Http.Headers.MediaTypeHeaderValue(sent));
            if (accept is not null)
            {
                request.Headers.TryAddWithoutValidation("Accept", accept);
            }

            using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

            response.Content.Headers.ContentType?.MediaType.ShouldBe(
                request.Content is null && accept?.Contains("a2a", StringComparison.Ordinal) is not true ? "application/json" : answered);
        }
    }
}
