using System.Net;

namespace A2A.Server.Tests.Http;

/// <summary>Calls that want no answer (JSON-RPC 2.0, section 4.1).</summary>
public sealed class NotificationTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_call_without_an_id_is_done_and_not_answered()
    {
        var id = (await api.SendAsync(Tongue.V1Rpc, Tongue.V1Rpc.Say("wait", atOnce: true), "gated")).Id;

        using var response = await api.PostAsync("/agents/gated", $$$"""{"jsonrpc":"2.0","method":"CancelTask","params":{"id":"{{{id}}}"}}""");

        await ShouldBeSilentAsync(response);
        (await api.GetAsync(Tongue.V1Rpc, id, "gated")).State.ShouldBe("TASK_STATE_CANCELED");
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"tasks/destroy"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"GetTask","params":{"id":"x"}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"SubscribeToTask","params":{}}""")]
    public async Task Its_error_is_not_answered_either(string body)
    {
        using var response = await api.PostAsync("/", body);

        await ShouldBeSilentAsync(response);
    }

    private static async Task ShouldBeSilentAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }
}
