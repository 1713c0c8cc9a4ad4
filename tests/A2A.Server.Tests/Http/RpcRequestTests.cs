using System.Text;
using A2A.Server.Http;
using A2A.Server.Http.Errors;
using A2A.Server.Http.JsonRpc;

namespace A2A.Server.Tests.Http;

public sealed class RpcRequestTests
{
    private static readonly int Deepest = new HttpOptions().MaxDepth;

    [Theory]
    [InlineData("", -32700)]
    [InlineData("{", -32700)]
    [InlineData("{} {}", -32700)]
    [InlineData("{'a':1}", -32700)]
    [InlineData("""{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"tasks/get"}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"a":1,"a":2}}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"id":"\ud800"}}""", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"tasks/get"}]""", -32600)]
    [InlineData("1", -32600)]
    [InlineData("null", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("""{"id":1,"method":"tasks/get"}""", -32600)]
    [InlineData("""{"jsonrpc":2.0,"id":1,"method":"tasks/get"}""", -32600)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"tasks/get"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"tasks/get"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":true,"method":"tasks/get"}""", -32600)]
    public void What_is_no_call_is_refused(string body, int code) =>
        CodeOf(Read(body)).ShouldBe(code);

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused()
    {
        byte[] body = [.. """{"jsonrpc":"2.0","id":1,"method":"a"""u8, 0xC3, 0x28, .. "\"}"u8];

        CodeOf(RpcRequest.Read(body, Deepest)).ShouldBe(-32700);
    }

    [Theory]
    [InlineData(63, 0)]
    [InlineData(64, -32700)]
    public void More_than_64_levels_are_refused(int levelsOfParams, int code)
    {
        var deep = new string('[', levelsOfParams) + new string(']', levelsOfParams);

        var request = Read($$"""{"jsonrpc":"2.0","method":"a","params":{{deep}}}""");

        CodeOf(request).ShouldBe(code);
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("\"x\"", "\"x\"")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("null", "null")]
    public void The_id_is_kept_as_it_came(string id, string kept) =>
        Read($$"""{"jsonrpc":"2.0","id":{{id}},"method":"a"}""").Id.ShouldNotBeNull().GetRawText().ShouldBe(kept);

    [Fact]
    public void A_refused_call_keeps_its_id() =>
        Read("""{"id":"x","method":"a"}""").Id.ShouldNotBeNull().GetString().ShouldBe("x");

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"a"}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"a"}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"a"}""", false)]
    [InlineData("""{"jsonrpc":"2.0"}""", false)]
    public void Only_a_sound_call_without_an_id_is_a_notification(string body, bool isNotification) =>
        Read(body).IsNotification.ShouldBe(isNotification);

    private static RpcRequest Read(string body) => RpcRequest.Read(Encoding.UTF8.GetBytes(body), Deepest);

    private static int CodeOf(RpcRequest request) => request.Error is null ? 0 : ErrorShape.Of(request.Error.Kind).Code;
}
