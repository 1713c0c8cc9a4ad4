using System.Net;

namespace A2A.WebhookReceiver.Tests;

/// <summary>CloudEvents, HTTP 1.1 Web Hooks for Event Delivery 1.0, section 4.</summary>
public sealed class HandshakeTests
{
    private const string Nowhere = "127.0.0.1:1";

    [Theory]
    [InlineData("/webhook")]
    [InlineData("/webhook/notifications")]
    [InlineData("/webhooks/a2a")]
    public async Task Every_origin_may_deliver_where_none_is_named(string path)
    {
        await using var receiver = Receiver.Start(Nowhere);

        using var response = await AskAsync(receiver, path, "agents.example.com");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("WebHook-Allowed-Origin").ShouldBe(["*"]);
        response.Headers.Contains("WebHook-Allowed-Rate").ShouldBeFalse();
        response.Content.Headers.Allow.ShouldBe(["POST", "OPTIONS"]);
    }

    [Theory]
    [InlineData("agents.example.com", HttpStatusCode.OK)]
    [InlineData("Agents.Example.com", HttpStatusCode.OK)]
    [InlineData("others.example.com", HttpStatusCode.Forbidden)]
    public async Task Where_origins_are_named_only_they_may_deliver(string origin, HttpStatusCode status)
    {
        await using var receiver = Receiver.Start(Nowhere, ("Webhooks:AllowedOrigins:test", "agents.example.com"));

        using var response = await AskAsync(receiver, "/webhook", origin);

        response.StatusCode.ShouldBe(status);
        response.Headers.TryGetValues("WebHook-Allowed-Origin", out var allowed);
        (allowed ?? []).ShouldBe(status == HttpStatusCode.OK ? ["agents.example.com"] : []);
    }

    [Theory]
    [InlineData("120", "120")]
    [InlineData("1000000", "600")]
    public async Task A_rate_is_granted_as_far_as_the_limit_goes(string wanted, string granted)
    {
        await using var receiver = Receiver.Start(Nowhere, ("Webhooks:RequestsPerSecond", "10"));

        using var response = await AskAsync(receiver, "/webhook", "agents.example.com", wanted);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("WebHook-Allowed-Rate").ShouldBe([granted]);
    }

    [Theory]
    [InlineData(null, null, "WebHook-Request-Origin")]
    [InlineData("agents.example.com", "0", "WebHook-Request-Rate")]
    [InlineData("agents.example.com", "many", "WebHook-Request-Rate")]
    public async Task A_request_that_cannot_be_understood_is_a_bad_one(string? origin, string? rate, string header)
    {
        await using var receiver = Receiver.Start(Nowhere);

        using var response = await AskAsync(receiver, "/webhook", origin, rate);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain(header);
    }

    private static async Task<HttpResponseMessage> AskAsync(Receiver receiver, string path, string? origin, string? rate = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        if (origin is not null)
        {
            request.Headers.Add("WebHook-Request-Origin", origin);
        }

        if (rate is not null)
        {
            request.Headers.Add("WebHook-Request-Rate", rate);
        }

        return await receiver.CreateClient().SendAsync(request);
    }
}
