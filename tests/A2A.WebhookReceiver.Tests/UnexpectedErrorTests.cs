using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.WebhookReceiver.Tests;

public sealed class UnexpectedErrorTests
{
    private const string Nowhere = "127.0.0.1:1";
    private const string Secret = "text that is for nobody";

    [Theory]
    [InlineData("Development", null)]
    [InlineData("Development", "text/html")]
    [InlineData("Production", null)]
    public async Task An_unexpected_error_is_a_problem_without_the_exceptions_text(string environment, string? accept)
    {
        await using var receiver = Receiver.Start(
            Nowhere, services => services.AddSingleton<TimeProvider>(new BrokenClock()), ("environment", environment));
        var client = receiver.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);

        var response = await client.PostSignedAsync("d-1", """{"taskId":"t"}""");

        await ShouldBeProblemAsync(response, HttpStatusCode.InternalServerError);
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_parameter_that_cannot_be_read_is_a_problem_without_the_exceptions_text(string environment)
    {
        await using var receiver = Receiver.Start(Nowhere, ("environment", environment));

        var response = await receiver.CreateClient().GetAsync("/webhook/notifications?limit=x");

        await ShouldBeProblemAsync(response, HttpStatusCode.BadRequest);
    }

    private static async Task ShouldBeProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", body);
        body.ShouldNotContain(Secret);
        body.ShouldNotContain("Exception");
        body.ShouldNotContain("   at ");
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new InvalidOperationException(Secret);
    }
}
