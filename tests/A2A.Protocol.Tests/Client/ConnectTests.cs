using A2A.Protocol.Client;
using A2A.Protocol.Client.Wire;
using Microsoft.AspNetCore.Http;

namespace A2A.Protocol.Tests.Client;

/// <summary>Which endpoint of a card is chosen.</summary>
public sealed class ConnectTests
{
    private const string Modern = """
        {"name":"Trainer","supportedInterfaces":[
          {"url":"https://agent.example/v03","protocolBinding":"JSONRPC","protocolVersion":"0.3"},
          {"url":"https://agent.example/grpc","protocolBinding":"GRPC","protocolVersion":"1.0"},
          {"url":"https://agent.example/rest","protocolBinding":"HTTP+JSON","protocolVersion":"1.0","tenant":"tenant-1"},
          {"url":"https://agent.example/rpc","protocolBinding":"JSONRPC","protocolVersion":"1.0.1"}]}
        """;

    private const string Older = """
        {"name":"Trainer","protocolVersion":"0.3.0","url":"https://agent.example/a2a","preferredTransport":"GRPC",
         "additionalInterfaces":[{"url":"https://agent.example/rest","transport":"HTTP+JSON"},{"url":"https://agent.example/rpc","transport":"JSONRPC"}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Modern, null, null, "https://agent.example/rest", ProtocolVersion.V10, ProtocolBinding.HttpJson)]
    [InlineData(Modern, null, ProtocolBinding.JsonRpc, "https://agent.example/rpc", ProtocolVersion.V10, ProtocolBinding.JsonRpc)]
    [InlineData(Modern, ProtocolVersion.V03, null, "https://agent.example/v03", ProtocolVersion.V03, ProtocolBinding.JsonRpc)]
    [InlineData(Older, null, null, "https://agent.example/rest", ProtocolVersion.V03, ProtocolBinding.HttpJson)]
    [InlineData(Older, null, ProtocolBinding.JsonRpc, "https://agent.example/rpc", ProtocolVersion.V03, ProtocolBinding.JsonRpc)]
    [InlineData("""{"name":"Old","url":"https://agent.example/a2a"}""", null, null, "https://agent.example/a2a", ProtocolVersion.V03, ProtocolBinding.JsonRpc)]
    [InlineData("""{"name":"Relative","url":"/a2a"}""", null, null, "/a2a", ProtocolVersion.V03, ProtocolBinding.JsonRpc)]
    [InlineData("""{"name":"Bare"}""", null, null, "/agents/trainer", ProtocolVersion.V03, ProtocolBinding.JsonRpc)]
    public async Task The_best_endpoint_that_fits_is_chosen(
        string card, ProtocolVersion? version, ProtocolBinding? binding, string url, ProtocolVersion chosen, ProtocolBinding by)
    {
        await using var server = await AgentServer.SayingAsync(card);

        var client = await A2AClient.ConnectAsync(server.Http, server.Url, new() { Version = version, Binding = binding }, Token);

        client.Endpoint.ShouldBe(new Uri(server.Url, url));
        client.Version.ShouldBe(chosen);
        client.Binding.ShouldBe(by);
    }

    [Theory]
    [InlineData(Modern, null, "https://agent.example/grpc", ProtocolBinding.Grpc)]
    [InlineData(Modern, ProtocolBinding.HttpJson, "https://agent.example/rest", ProtocolBinding.HttpJson)]
    [InlineData(Older, null, "https://agent.example/rest", ProtocolBinding.HttpJson)] // 0.3 had a service of its own
    public async Task With_gRPC_the_cards_order_decides_among_all_bindings(string card, ProtocolBinding? binding, string url, ProtocolBinding by)
    {
        await using var server = await AgentServer.SayingAsync(card);

        var client = await A2AClient.ConnectAsync(server.Http, server.Url, new A2AClientOptions { Binding = binding }.UseGrpc(), Token);

        client.Endpoint.ShouldBe(new Uri(url));
        client.Binding.ShouldBe(by);
    }

    [Theory]
    [InlineData("http://agent.example", "localhost:8001", "http://localhost:8001/")]
    [InlineData("http://agent.example", "[::1]:8001", "http://[::1]:8001/")]
    [InlineData("http://agent.example", "agents.example.com", "http://agents.example.com/")]
    [InlineData("http://agent.example", "http://agents.example.com:8001", "http://agents.example.com:8001/")]
    [InlineData("http://agent.example", "https://agents.example.com", "https://agents.example.com/")]
    [InlineData("http://agent.example", "dns:///agents.example.com", null)]
    [InlineData("http://agent.example", "", null)]
    [InlineData("https://agent.example", "agents.example.com:443", "https://agents.example.com/")]
    [InlineData("https://agent.example", "agents.example.com:8443", "https://agents.example.com:8443/")]
    [InlineData("https://agent.example", "http://agents.example.com:8001", null)]
    public void An_address_of_gRPC_has_TLS_where_the_card_came_by_it(string source, string url, string? expected)
    {
        var card = new CardInterfaces
        {
            SupportedInterfaces = [new() { Url = url, ProtocolBinding = "GRPC", ProtocolVersion = "1.0", Tenant = "report" }],
        };

        EndpointChoice.In(card, new Uri(source))
            .ShouldBe(expected is null ? [] : [new AgentEndpoint(new Uri(expected), ProtocolVersion.V10, ProtocolBinding.Grpc, "report")]);
    }

    [Fact]
    public async Task Where_gRPC_is_all_that_a_card_offers_the_error_names_the_package()
    {
        await using var server = await AgentServer.SayingAsync(
            """{"name":"Trainer","supportedInterfaces":[{"url":"localhost:8001","protocolBinding":"GRPC","protocolVersion":"1.0"}]}""");

        var error = await Should.ThrowAsync<A2AException>(() => A2AClient.ConnectAsync(server.Http, server.Url, null, Token));

        error.Message.ShouldContain("1.0 over GRPC at http://localhost:8001/");
        error.Message.ShouldContain("A2AAspire.Protocol.Grpc");
    }

    [Fact]
    public async Task GRPC_without_its_package_or_by_0_3_is_an_error_before_anything_is_sent()
    {
        await using var server = await AgentServer.SayingAsync(Modern);
        var grpc = new A2AClientOptions { Binding = ProtocolBinding.Grpc };

        (await Should.ThrowAsync<ArgumentException>(() => A2AClient.ConnectAsync(server.Http, server.Url, grpc, Token)))
            .Message.ShouldContain("the package A2AAspire.Protocol.Grpc adds: call UseGrpc()");
        Should.Throw<ArgumentException>(() => new A2AClient(server.Http, server.Url, grpc));
        Should.Throw<ArgumentException>(() => new A2AClient(server.Http, server.Url, grpc.UseGrpc() with { Version = ProtocolVersion.V03 }))
            .Message.ShouldContain("1.0 only");
        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"name":"Trainer","supportedInterfaces":[{"url":"https://agent.example","protocolBinding":"JSONRPC","protocolVersion":"2.0"}]}""")]
    [InlineData("""{"name":"Trainer","supportedInterfaces":[{"url":"grpc://agent.example","protocolBinding":"JSONRPC","protocolVersion":"1.0"}, null, {}]}""")]
    [InlineData("""{"name":"Trainer","url":"https://agent.example","preferredTransport":"GRPC"}""")]
    public async Task A_card_without_an_endpoint_that_the_client_can_speak_to_is_an_error(string card)
    {
        await using var server = await AgentServer.SayingAsync(card);

        var error = await Should.ThrowAsync<A2AException>(() => A2AClient.ConnectAsync(server.Http, server.Url, null, Token));

        error.Message.ShouldStartWith("The card of Trainer names no endpoint that fits");
    }

    [Fact]
    public async Task An_endpoint_that_the_caller_does_not_accept_is_not_used()
    {
        await using var server = await AgentServer.SayingAsync(Modern);
        var options = new A2AClientOptions { AcceptEndpoint = url => url.Host == server.Url.Host };

        var error = await Should.ThrowAsync<A2AException>(() => A2AClient.ConnectAsync(server.Http, server.Url, options, Token));

        error.Message.ShouldContain("1.0 over HTTP+JSON at https://agent.example/rest");
    }

    [Fact]
    public async Task The_tenant_of_the_chosen_interface_goes_with_every_call()
    {
        await using var server = await AgentServer.StartAsync((context, body) => context.Request.Path.Value!.EndsWith("agent-card.json", StringComparison.Ordinal)
            ? context.Response.WriteAsync("""{"name":"T","supportedInterfaces":[{"url":"/rest","protocolBinding":"HTTP+JSON","protocolVersion":"1.0","tenant":"tenant-1"}]}""")
            : new Incoming(context, body, ProtocolVersion.V10, ProtocolBinding.HttpJson).GiveTaskAsync(Events.Task(TaskState.Working)));
        var client = await A2AClient.ConnectAsync(server.Http, server.Url, null, Token);

        await client.GetTaskAsync("task-1", null, Token);

        server.Lines.Last().ShouldBe("GET /rest/tenant-1/tasks/task-1");
    }

    [Fact]
    public async Task A_card_under_its_older_name_is_found()
    {
        await using var server = await AgentServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/agent.json", StringComparison.Ordinal) ? 200 : 404;
            return context.Response.WriteAsync(context.Response.StatusCode == 200 ? """{"name":"Old"}""" : "");
        });

        (await server.Client.GetCardAsync(Token)).Name.ShouldBe("Old");

        server.Requests.Select(request => request.Path).ShouldBe(["/agents/trainer/.well-known/agent-card.json", "/agents/trainer/.well-known/agent.json"]);
    }

    [Fact]
    public async Task Where_there_is_no_card_the_error_is_of_its_proper_name()
    {
        await using var server = await AgentServer.SayingAsync("nothing here", 404);

        var error = await Should.ThrowAsync<A2AException>(() => A2AClient.ConnectAsync(server.Http, server.Url, null, Token));

        error.Message.ShouldBe("The agent card was answered with HTTP 404 instead of a result. It begins: nothing here");
    }
}
