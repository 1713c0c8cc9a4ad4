using System.Net;
using System.Text.Json.Nodes;
using A2A.Server.Http.V1;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Http;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Lf.A2a.V1;
using Microsoft.Extensions.DependencyInjection;
using Task = System.Threading.Tasks.Task;

namespace A2A.Server.Tests.Grpc;

/// <summary>The gRPC binding, called as a client of its own calls it (A2A 1.0, section 10). What it shares is in the tests of every tongue.</summary>
public sealed class GrpcCallTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_operation_of_1_0_is_a_method_of_the_service() =>
        A2AService.Descriptor.Methods.Select(method => method.Name)
            .ShouldBe(api.Services.GetRequiredService<V1Operations>().All.Select(operation => operation.Name), ignoreOrder: true);

    [Fact]
    public async Task A_task_goes_from_its_message_into_the_list()
    {
        var context = Guid.NewGuid().ToString();
        var sent = await api.Grpc.Service.SendMessageAsync(Say("be quick", context), cancellationToken: Token);

        var task = await api.Grpc.Service.GetTaskAsync(new() { Id = sent.Task.Id, HistoryLength = 0 }, cancellationToken: Token);
        var list = await api.Grpc.Service.ListTasksAsync(
            new() { ContextId = context, Status = TaskState.Completed, PageSize = 1, IncludeArtifacts = true }, cancellationToken: Token);

        sent.Task.Status.State.ShouldBe(TaskState.Completed);
        sent.Task.Artifacts.ShouldHaveSingleItem().Name.ShouldBe("quick_result");
        task.History.ShouldBeEmpty();
        task.Status.ShouldBe(sent.Task.Status);
        list.Tasks.ShouldHaveSingleItem().Artifacts.ShouldBe(sent.Task.Artifacts);
        (list.TotalSize, list.PageSize, list.NextPageToken).ShouldBe((1, 1, ""));
    }

    [Fact]
    public async Task Content_of_every_kind_comes_back_as_it_was_sent()
    {
        var request = Say("wait", tenant: "gated");
        request.Configuration = new() { ReturnImmediately = true };
        request.Message.Parts.Add(new Part { Raw = Google.Protobuf.ByteString.CopyFrom(0, 255, 7), MediaType = "application/octet-stream", Filename = "a.bin" });
        request.Message.Parts.Add(new Part { Data = Value.ForNull() });
        request.Message.Parts.Add(new Part { Data = Value.ForStruct(new() { Fields = { ["a"] = Value.ForList(Value.ForNumber(1.5), Value.ForBool(true)) } }) });
        request.Message.Parts.Add(new Part { Text = "" });

        var task = (await api.Grpc.Service.SendMessageAsync(request, cancellationToken: Token)).Task;

        var said = task.History[0].Clone();
        said.Parts.ShouldBe(request.Message.Parts);
        (said.MessageId, said.Role).ShouldBe((request.Message.MessageId, Role.User));
    }

    [Fact]
    public async Task The_tenant_is_the_agent_and_an_unknown_one_is_named()
    {
        var direct = await api.Grpc.TellAsync("SendMessage", Tongue.V1Grpc.Say("answer"), "gated");
        var unknown = await api.Grpc.TellAsync("SendMessage", Tongue.V1Grpc.Say("answer"), "nobody");

        ((string?)direct.Result["message"]?["parts"]?[0]?["text"]).ShouldBe("at once");
        ShouldBeRefused(unknown, "INVALID_ARGUMENT", "INVALID_PARAMS");
        ((string?)unknown.Details[1]?["fieldViolations"]?[0]?["field"]).ShouldBe("tenant");
    }

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1.0.1", true)]
    [InlineData("2.0", false)]
    [InlineData("0.3", false)]
    [InlineData("nonsense", false)]
    public async Task The_version_in_the_metadata_must_be_1_0(string version, bool isSpoken)
    {
        var told = await api.Grpc.TellAsync("ListTasks", "{}", metadata: [new("a2a-version", version)]);

        if (isSpoken)
        {
            told.Status.ShouldBe(200);
        }
        else
        {
            ShouldBeRefused(told, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED");
            told.Message.ShouldEndWith("send A2A-Version: 1.0.");
        }
    }

    [Fact]
    public async Task The_answer_names_the_extensions_that_are_wanted_and_declared()
    {
        using var call = api.Grpc.Service.SendMessageAsync(
            Say("x", tenant: "picky"), [new("a2a-extensions", $"{PickyAgent.Required},https://extensions.example/unknown/v1")], cancellationToken: Token);

        (await call.ResponseHeadersAsync).GetValue("a2a-extensions").ShouldBe(PickyAgent.Required);
        (await call).Task.Status.State.ShouldBe(TaskState.Completed);
        ShouldBeRefused(
            await api.Grpc.TellAsync("SendMessage", Tongue.V1Grpc.Say("x"), "picky"), "FAILED_PRECONDITION", "EXTENSION_SUPPORT_REQUIRED");
    }

    [Theory]
    [InlineData("""{"message":{"role":"ROLE_USER","parts":[{"text":"x"}]}}""", "message.messageId")]
    [InlineData("""{"message":{"messageId":"m","role":"ROLE_USER"}}""", "message.parts")]
    [InlineData("""{"message":{"messageId":"m","role":"ROLE_USER","parts":[{"filename":"x"}]}}""", "message.parts[0]")]
    [InlineData("""{"message":{"messageId":"m","parts":[{"text":"x"}]}}""", "message.role")]
    [InlineData("{}", "message")]
    public async Task A_bad_message_is_refused_with_the_field(string parameters, string field)
    {
        var told = await api.Grpc.TellAsync("SendMessage", parameters);

        ShouldBeRefused(told, "INVALID_ARGUMENT", "INVALID_PARAMS");
        ((string?)told.Details[1]?["fieldViolations"]?[0]?["field"]).ShouldBe(field);
    }

    [Fact]
    public async Task What_JSON_cannot_say_is_refused()
    {
        var kindless = Say("x");
        kindless.Metadata = new() { Fields = { ["a"] = new Value() } };
        var deep = Say("x");
        deep.Metadata = Deep(30);

        var refused = await Should.ThrowAsync<RpcException>(async () => await api.Grpc.Service.SendMessageAsync(kindless, cancellationToken: Token));
        (await api.Grpc.Service.SendMessageAsync(deep, cancellationToken: Token)).Task.Status.State.ShouldBe(TaskState.Completed);

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldContain("google.protobuf.Value");
    }

    [Fact]
    public async Task A_number_beyond_a_double_is_given_as_text()
    {
        var sent = await api.CallAsync("message/send", $$"""
            {"message":{"role":"user","messageId":"{{Guid.NewGuid()}}","parts":[{"kind":"text","text":"be quick"}],
            "metadata":{"n":1e400,"m":[1.5,true,null]} } }
            """);
        var id = (string?)sent["result"]?["id"] ?? throw new InvalidOperationException(sent.ToJsonString());

        var task = await api.Grpc.Service.GetTaskAsync(new() { Id = id }, cancellationToken: Token);

        var metadata = task.History[0].Metadata.Fields;
        metadata["n"].StringValue.ShouldBe("1e400");
        metadata["m"].ListValue.Values.Select(value => value.KindCase)
            .ShouldBe([Value.KindOneofCase.NumberValue, Value.KindOneofCase.BoolValue, Value.KindOneofCase.NullValue]);
    }

    [Fact]
    public async Task A_compressed_message_is_refused_before_it_is_unpacked()
    {
        var refused = await Should.ThrowAsync<RpcException>(async () => await api.Grpc.Service.SendMessageAsync(
            Say(new string('x', 64 * 1024)), [new("grpc-internal-encoding-request", "gzip")], cancellationToken: Token));

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldContain("grpc-encoding: gzip");
    }

    [Fact]
    public async Task The_text_of_a_refusal_keeps_every_printable_character_but_the_percent_sign()
    {
        using var http = new HttpClient { BaseAddress = new(api.Grpc.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lf.a2a.v1.A2AService/ListTasks")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]),
            Headers = { { "te", "trailers" }, { "grpc-encoding", "50%" } },
        };
        request.Content.Headers.ContentType = new("application/grpc");

        using var answer = await http.SendAsync(request, Token);

        answer.Headers.GetValues("grpc-message").ShouldHaveSingleItem()
            .ShouldBe("grpc-encoding: 50%25 is not read here; send messages without compression.");
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused()
    {
        var refused = await Should.ThrowAsync<RpcException>(async () =>
            await api.Grpc.Service.SendMessageAsync(Say(new string('x', 2 * 1024 * 1024)), cancellationToken: Token));

        refused.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task A_failure_that_nobody_expects_is_internal_and_says_nothing_of_its_reason()
    {
        var guard = RedisKeys.Message(TaskId.PartitionOf("broken-grpc", 16), "demo", "long-running", contextId: null, "broken-grpc");
        await api.Database.HashSetAsync(guard, "not", "a string");

        var told = await api.Grpc.TellAsync("SendMessage", """{"message":{"messageId":"broken-grpc","role":"ROLE_USER","parts":[{"text":"x"}]}}""");

        ShouldBeRefused(told, "INTERNAL", "INTERNAL_ERROR");
        told.Body.ShouldNotBeNull().ToJsonString().ShouldNotContain("WRONGTYPE");
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unimplemented()
    {
        var older = new Method<Empty, Empty>(
            MethodType.Unary, "a2a.v1.A2AService", "SendMessage", Marshallers.Create(_ => Array.Empty<byte>(), _ => new Empty()), Marshallers.Create(_ => Array.Empty<byte>(), _ => new Empty()));

        var refused = await Should.ThrowAsync<RpcException>(async () =>
            await api.Grpc.Channel.CreateCallInvoker().AsyncUnaryCall(older, null, new(cancellationToken: Token), new()));

        refused.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task In_Development_there_are_reflection_and_health()
    {
        var health = await new Health.HealthClient(api.Grpc.Channel).CheckAsync(new(), cancellationToken: Token);
        using var reflection = new ServerReflection.ServerReflectionClient(api.Grpc.Channel).ServerReflectionInfo(cancellationToken: Token);
        await reflection.RequestStream.WriteAsync(new() { ListServices = "" }, Token);
        (await reflection.ResponseStream.MoveNext(Token)).ShouldBeTrue();

        health.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        reflection.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ShouldContain("lf.a2a.v1.A2AService");
        await reflection.RequestStream.CompleteAsync();
    }

    [Theory]
    [InlineData("/", null)]
    [InlineData("/agents/report/", "report")]
    public async Task The_card_names_the_port_and_the_agent_as_tenant(string path, string? tenant)
    {
        var card = JsonNode.Parse(await api.Client.GetStringAsync($"{path}.well-known/agent-card.json", Token)).ShouldNotBeNull();

        var place = card["supportedInterfaces"]!.AsArray()[^1].ShouldNotBeNull();
        ((string?)place["protocolBinding"], (string?)place["protocolVersion"], (string?)place["tenant"]).ShouldBe(("GRPC", "1.0", tenant));
        ((string?)place["url"]).ShouldBe($"127.0.0.1:{api.Grpc.Port}");
        card["additionalInterfaces"]!.ToJsonString().ShouldNotContain("GRPC"); // 0.3
    }

    internal static SendMessageRequest Say(string text, string context = "", string tenant = "") => new()
    {
        Tenant = tenant,
        Message = new() { MessageId = Guid.NewGuid().ToString(), Role = Role.User, ContextId = context, Parts = { new Part { Text = text } } },
    };

    private static Struct Deep(int levels) =>
        levels == 0 ? new() : new() { Fields = { ["a"] = Value.ForStruct(Deep(levels - 1)) } };

    private static void ShouldBeRefused(Told told, string status, string reason)
    {
        ((string?)told.Error?["status"]).ShouldBe(status, told.Body?.ToJsonString());
        ((string?)told.Details[0]?["@type"], (string?)told.Details[0]?["domain"], (string?)told.Details[0]?["reason"])
            .ShouldBe(("type.googleapis.com/google.rpc.ErrorInfo", "a2a-protocol.org", reason));
    }
}
