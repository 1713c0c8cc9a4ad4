using System.Text.Json;
using A2A.Protocol;
using A2A.Server.Http;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Http;

/// <summary>Messages of 1.0: each refusal names the field.</summary>
public sealed class V1MessageTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Sound = """ "role":"ROLE_USER","messageId":"m1" """;

    [Theory]
    [InlineData("{}", "message")]
    [InlineData("""{"message":null}""", "message")]
    [InlineData("""{"message":"hello"}""", "message")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":"m1"}}""", "message.parts")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":"m1","parts":[]}}""", "message.parts")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":"m1","parts":{}}}""", "message.parts")]
    [InlineData("""{"message":{"messageId":"m1","parts":[{"text":"x"}]}}""", "message.role")]
    [InlineData("""{"message":{"role":"ROLE_AGENT","messageId":"m1","parts":[{"text":"x"}]}}""", "message.role")]
    [InlineData("""{"message":{"role":"user","messageId":"m1","parts":[{"text":"x"}]}}""", "message.role")]
    [InlineData("""{"message":{"role":77,"messageId":"m1","parts":[{"text":"x"}]}}""", "message.role")]
    [InlineData("""{"message":{"role":"ROLE_USER","parts":[{"text":"x"}]}}""", "message.messageId")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":" ","parts":[{"text":"x"}]}}""", "message.messageId")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":5,"parts":[{"text":"x"}]}}""", "message.messageId")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":"m1","contextId":" ","parts":[{"text":"x"}]}}""", "message.contextId")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":"m1","metadata":"x","parts":[{"text":"x"}]}}""", "message.metadata")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":"m1","extensions":"x","parts":[{"text":"x"}]}}""", "message.extensions")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":"m1","extensions":[null],"parts":[{"text":"x"}]}}""", "message.extensions")]
    [InlineData("""{"message":{"role":"ROLE_USER","messageId":"m1","referenceTaskIds":[null],"parts":[{"text":"x"}]}}""", "message.referenceTaskIds")]
    [InlineData("""{"metadata":[],"message":{"role":"ROLE_USER","messageId":"m1","parts":[{"text":"x"}]}}""", "metadata")]
    [InlineData("""{"configuration":{"historyLength":-1},"message":{"role":"ROLE_USER","messageId":"m1","parts":[{"text":"x"}]}}""", "configuration.historyLength")]
    [InlineData("""{"configuration":{"acceptedOutputModes":[null]},"message":{"role":"ROLE_USER","messageId":"m1","parts":[{"text":"x"}]}}""", "configuration.acceptedOutputModes")]
    [InlineData("""{"configuration":[],"message":{"role":"ROLE_USER","messageId":"m1","parts":[{"text":"x"}]}}""", "configuration")]
    public Task A_bad_message_is_refused_by_the_name_of_the_field(string parameters, string field) => ShouldBeRefusedAsync(parameters, field);

    [Theory]
    [InlineData("null", "message.parts[0]")]
    [InlineData("{}", "message.parts[0]")]
    [InlineData("""{"text":5}""", "message.parts[0].text")]
    [InlineData("""{"raw":"?"}""", "message.parts[0].raw")]
    [InlineData("""{"url":""}""", "message.parts[0]")]
    [InlineData("""{"text":"x","data":{}}""", "message.parts[0]")]
    [InlineData("""{"raw":"AA==","url":"http://a/b"}""", "message.parts[0]")]
    [InlineData("""{"text":"x"},{"mediaType":"text/plain"}""", "message.parts[1]")]
    [InlineData("""{"text":"x","metadata":7}""", "message.parts[0].metadata")]
    [InlineData("""{"text":"  "},{"text":""}""", "message.parts")]
    public Task A_bad_part_is_refused_by_the_name_of_the_field(string parts, string field) =>
        ShouldBeRefusedAsync($$$"""{"message":{ {{{Sound}}},"parts":[{{{parts}}}]}}""", field);

    [Theory]
    [InlineData("""{"text":"x"}""")]
    [InlineData("""{"text":""},{"data":[1]}""")]
    [InlineData("""{"text":""},{"data":"a string"}""")]
    [InlineData("""{"raw":"AA==","filename":"a"}""")]
    [InlineData("""{"url":"http://a/b","unknown":1}""")]
    [InlineData("""{"text":"x","mediaType":""}""")]
    public void A_sound_part_is_taken(string parts)
    {
        var request = JsonSerializer.Deserialize($$$"""{"message":{ {{{Sound}}},"parts":[{{{parts}}}]}}""", Protocol.Json.A2AJson.Default.SendMessageRequest);

        new MessageRules(Options.Create(new HttpOptions())).Check(request.ShouldNotBeNull(), new MuteAgent()).Error.ShouldBeNull();
    }

    [Theory]
    [InlineData("text/plain", true)]
    [InlineData("TEXT/plain;charset=utf-8", true)]
    [InlineData("image/png", true)]
    [InlineData("application/json", false)]
    [InlineData("nonsense", false)]
    public void A_media_type_is_taken_when_it_is_among_the_agents(string mediaType, bool isTaken)
    {
        var agent = new TextAndImages();
        var request = new SendMessageRequest
        {
            Message = new() { MessageId = "m", Role = Role.User, Parts = [new() { Url = "http://a/b", MediaType = mediaType }] },
        };

        var error = new MessageRules(Options.Create(new HttpOptions())).Check(request, agent).Error;

        error?.Kind.ShouldBe(ErrorKind.ContentTypeNotSupported);
        (error is null).ShouldBe(isTaken);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public async Task A_message_may_be_as_deep_in_either_binding(int levels, bool isTaken)
    {
        var deep = Tongue.V1Rpc.Say("be quick").Replace(
            "\"parts\":[", $$"""
            "parts":[{"data":{{string.Concat(Enumerable.Repeat("[", levels))}}{{new string(']', levels)}}},
            """, StringComparison.Ordinal);

        var rpc = await api.SendAsync(Tongue.V1Rpc, deep);
        var rest = await api.SendAsync(Tongue.V1Rest, deep);

        rpc.Code.ShouldBe(isTaken ? null : -32700);
        rest.Code.ShouldBe(isTaken ? null : 400);
    }

    [Fact]
    public async Task Empty_ids_are_ids_that_were_not_given()
    {
        var told = await api.SendAsync(Tongue.V1Rpc, Tongue.V1Rpc.Say("be quick", more: ",\"taskId\":\"\",\"contextId\":\"\""));

        told.State.ShouldBe("TASK_STATE_COMPLETED");
        ((string?)told.Task["contextId"]).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_webhook_alone_does_not_make_the_answer_come_at_once()
    {
        var told = await api.RpcAsync(Tongue.V1Rpc, "SendMessage", $$$"""
            {"message":{"role":"ROLE_USER","messageId":"{{{Guid.NewGuid()}}}","parts":[{"text":"be quick"}]},
             "configuration":{"taskPushNotificationConfig":{"url":"http://127.0.0.1:2/"} } }
            """);

        told.State.ShouldBe("TASK_STATE_COMPLETED");
    }

    private async Task ShouldBeRefusedAsync(string parameters, string field)
    {
        var rpc = await api.RpcAsync(Tongue.V1Rpc, "SendMessage", parameters);
        var rest = await api.RestAsync(Tongue.V1Rest, HttpMethod.Post, "/message:stream", parameters);

        rpc.Code.ShouldBe(-32602);
        rest.Status.ShouldBe(400);
        rpc.Message.ShouldStartWith($"{field} ");
        rest.Message.ShouldBe(rpc.Message);
    }

    private sealed class TextAndImages : A2A.Server.Agents.IAgent
    {
        public string Name => "text-and-images";

        public AgentCard Card { get; } = new() { DefaultInputModes = ["text/plain", "image/*"] };

        public Task ExecuteAsync(A2A.Server.Agents.TaskUpdater task, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
