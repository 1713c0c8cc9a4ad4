using System.Text;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>Which extensions a call uses (A2A 1.0, section 4.6).</summary>
public sealed class ExtensionTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("A2A-Extensions", Tongue.V1Rpc, "A2A-Extensions")]
    [InlineData("A2A-Extensions", Tongue.V1Rest, "A2A-Extensions")]
    [InlineData("X-A2A-Extensions", Tongue.V03Rpc, "X-A2A-Extensions")]
    [InlineData("X-A2A-Extensions", Tongue.V03Proto, "X-A2A-Extensions")]
    [InlineData("X-A2A-Extensions", Tongue.V1Rpc, "A2A-Extensions")]
    public async Task The_answer_names_those_that_are_wanted_and_declared(string header, Tongue tongue, string answered)
    {
        using var response = await SendAsync(tongue, header, $"{PickyAgent.Required} , https://extensions.example/unknown/v1,{PickyAgent.Optional}");

        response.IsSuccessStatusCode.ShouldBeTrue();
        response.Headers.GetValues(answered).ShouldBe([$"{PickyAgent.Required}, {PickyAgent.Optional}"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(PickyAgent.Optional)]
    [InlineData("https://extensions.example/required/v2")]
    public async Task A_call_that_does_not_name_a_required_one_is_refused(string? wanted)
    {
        using var v1 = await SendAsync(Tongue.V1Rpc, "A2A-Extensions", wanted);
        using var rest = await SendAsync(Tongue.V1Rest, "A2A-Extensions", wanted);
        using var v03 = await SendAsync(Tongue.V03Rpc, "X-A2A-Extensions", wanted);

        var error = (await BodyAsync(v1))["error"];
        ((int?)error?["code"]).ShouldBe(-32008);
        ((string?)error?["message"]).ShouldNotBeNull().ShouldContain(PickyAgent.Required);
        ((int)rest.StatusCode).ShouldBe(400);
        ((string?)(await BodyAsync(rest))["error"]?["details"]?[0]?["reason"]).ShouldBe("EXTENSION_SUPPORT_REQUIRED");
        ((int?)(await BodyAsync(v03))["error"]?["code"]).ShouldBe(-32004); // 0.3 has no code for it
    }

    [Fact]
    public async Task An_agent_without_extensions_names_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks/x");
        request.Headers.Add("A2A-Extensions", PickyAgent.Optional);

        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.Headers.Contains("A2A-Extensions").ShouldBeFalse();
    }

    private async Task<HttpResponseMessage> SendAsync(Tongue tongue, string header, string? wanted)
    {
        var say = tongue.Say("x");
        var (path, body) = tongue switch
        {
            Tongue.V1Rpc => ("/agents/picky", ApiServer.Request("SendMessage", say)),
            Tongue.V03Rpc => ("/agents/picky", ApiServer.Request("message/send", say)),
            Tongue.V1Rest => ("/agents/picky/message:send", say),
            _ => ("/agents/picky/v1/message:send", say),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (wanted is not null)
        {
            request.Headers.Add(header, wanted);
        }

        return await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
}
