using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.Server.Agents;
using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;
using A2A.Server.Http.V03;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Http;

public sealed class V03MessageTests
{
    private const string Sound = """ "role":"user","messageId":"m1" """;

    private static readonly MessageRules Rules = new(Options.Create(new HttpOptions { MaxParts = 2 }));

    [Theory]
    [InlineData("{}", "message")]
    [InlineData("""{"message":null}""", "message")]
    [InlineData("""{"message":"hello"}""", "message")]
    [InlineData("""{"message":{"role":"user","messageId":"m1"}}""", "message.parts")]
    [InlineData("""{"message":{"role":"user","messageId":"m1","parts":[]}}""", "message.parts")]
    [InlineData("""{"message":{"role":"user","messageId":"m1","parts":{}}}""", "message.parts")]
    [InlineData("""{"message":{"messageId":"m1","parts":[{"kind":"text","text":"x"}]}}""", "message.role")]
    [InlineData("""{"message":{"role":"agent","messageId":"m1","parts":[{"kind":"text","text":"x"}]}}""", "message.role")]
    [InlineData("""{"message":{"role":7,"messageId":"m1","parts":[{"kind":"text","text":"x"}]}}""", "message.role")]
    [InlineData("""{"message":{"role":"user","parts":[{"kind":"text","text":"x"}]}}""", "message.messageId")]
    [InlineData("""{"message":{"role":"user","messageId":" ","parts":[{"kind":"text","text":"x"}]}}""", "message.messageId")]
    [InlineData("""{"message":{"role":"user","messageId":"m1","contextId":"","parts":[{"kind":"text","text":"x"}]}}""", "message.contextId")]
    [InlineData("""{"message":{"kind":"task","role":"user","messageId":"m1","parts":[{"kind":"text","text":"x"}]}}""", "message.kind")]
    public void A_bad_message_is_refused_by_the_name_of_the_field(string parameters, string field) =>
        ErrorOf(parameters).ShouldStartWith($"{field} ");

    [Theory]
    [InlineData("null", "message.parts[0]")]
    [InlineData("{}", "message.parts[0]")]
    [InlineData("""{"kind":"text"}""", "message.parts[0]")]
    [InlineData("""{"kind":"sound","text":"x"}""", "message.parts[0].kind")]
    [InlineData("""{"kind":"text","text":5}""", "message.parts[0].text")]
    [InlineData("""{"kind":"text","data":{}}""", "message.parts[0].text")]
    [InlineData("""{"kind":"file","text":"x"}""", "message.parts[0].file")]
    [InlineData("""{"kind":"data","text":"x"}""", "message.parts[0].data")]
    [InlineData("""{"kind":"file","file":{}}""", "message.parts[0].file")]
    [InlineData("""{"kind":"file","file":{"bytes":"AA==","uri":"http://a/b"}}""", "message.parts[0].file")]
    [InlineData("""{"kind":"file","file":{"bytes":"?"}}""", "message.parts[0].file.bytes")]
    [InlineData("""{"kind":"text","text":"x","data":{}}""", "message.parts[0]")]
    [InlineData("""{"kind":"text","text":"x"},{"kind":"text"}""", "message.parts[1]")]
    [InlineData("""{"kind":"text","text":"  "},{"kind":"text","text":""}""", "message.parts")]
    [InlineData("""{"text":"a"},{"text":"b"},{"text":"c"}""", "message.parts")]
    public void A_bad_part_is_refused_by_the_name_of_the_field(string parts, string field) =>
        ErrorOf($$$"""{"message":{ {{{Sound}}},"parts":[{{{parts}}}]}}""").ShouldStartWith($"{field} ");

    [Theory]
    [InlineData("""{"kind":"text","text":"x"}""")]
    [InlineData("""{"text":"x"}""")]
    [InlineData("""{"kind":"text","text":""},{"kind":"data","data":{"a":[1]}}""")]
    [InlineData("""{"kind":"file","file":{"bytes":"AA==","name":"a"}}""")]
    [InlineData("""{"kind":"file","file":{"uri":"http://a/b"},"unknown":1}""")]
    public void A_sound_part_is_taken(string parts) =>
        Read($$$"""{"message":{ {{{Sound}}},"parts":[{{{parts}}}]}}""").Error.ShouldBeNull();

    [Theory]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    public void Parameters_that_are_no_object_are_refused(string parameters) => ErrorOf(parameters).ShouldStartWith("params ");

    [Fact]
    public void A_negative_history_length_is_refused() =>
        ErrorOf($$$"""{"message":{ {{{Sound}}},"parts":[{"text":"x"}]},"configuration":{"historyLength":-1}}""").ShouldStartWith("configuration.historyLength ");

    [Theory]
    [InlineData("messageId")]
    [InlineData("contextId")]
    public void An_id_without_end_is_refused(string id)
    {
        var other = id == "messageId" ? "contextId" : "messageId";

        ErrorOf($$$"""{"message":{"role":"user","{{{id}}}":"{{{new string('x', 257)}}}","{{{other}}}":"y","parts":[{"text":"x"}]}}""")
            .ShouldStartWith($"message.{id} ");
    }

    private static string ErrorOf(string parameters)
    {
        var error = Read(parameters).Error.ShouldNotBeNull();
        error.Kind.ShouldBe(ErrorKind.InvalidParams);
        return error.Message;
    }

    private static Outcome<SendMessageRequest> Read(string parameters)
    {
        var context = new CallContext(new MuteAgent(), "me", "caller me", "0.3", LastEventId: null);
        return new OperationCall(context, JsonElement.Parse(parameters)).Read<V03MessageSendParams>()
            .Then(MessageShape.Check).Then(given => Rules.Check(given.ToModel(), context.Agent));
    }
}
