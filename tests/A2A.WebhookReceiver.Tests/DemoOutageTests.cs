using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.WebhookReceiver.Tests;

/// <summary>A receiver that refuses for a while, so that retries can be watched.</summary>
public sealed class DemoOutageTests : IAsyncLifetime
{
    private const string Body = """{"taskId":"t-1","status":{"state":"working"}}""";

    private RedisServer _redis = null!; // set before each test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task In_Development_webhooks_are_refused_and_listed_as_such_until_the_time_is_over()
    {
        var time = new Clock();
        await using var receiver = Receiver.Start(_redis.ConnectionString, services => services.AddSingleton<TimeProvider>(time), ("environment", "Development"));
        using var client = receiver.CreateClient();

        (await client.PostAsync("/demo/outage?seconds=60", null, Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostSignedAsync("d-1", Body)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var refused = (await client.ReadAsync("/webhook/refused")).GetProperty("refused")[0];
        time.Ahead = TimeSpan.FromSeconds(61);

        (await client.PostSignedAsync("d-1", Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        refused.Text("cause").ShouldBe("Outage");
        refused.Text("reason").ShouldStartWith("The receiver was asked to refuse until ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?seconds=-1")]
    [InlineData("?seconds=601")]
    [InlineData("?seconds=x")]
    public async Task A_time_that_makes_no_sense_is_refused(string query)
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("environment", "Development"));
        using var client = receiver.CreateClient();

        (await client.PostAsync($"/demo/outage{query}", null, Token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Elsewhere_there_is_no_such_route()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString);
        using var client = receiver.CreateClient();

        (await client.PostAsync("/demo/outage?seconds=60", null, Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
