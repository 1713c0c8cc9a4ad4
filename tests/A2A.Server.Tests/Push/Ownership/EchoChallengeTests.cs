using A2A.Server.Push.Ownership;

namespace A2A.Server.Tests.Push.Ownership;

public sealed class EchoChallengeTests
{
    [Theory]
    [InlineData("https://example.com/hook", "https://example.com/hook/validate?challenge=c")]
    [InlineData("https://example.com/hook/", "https://example.com/hook/validate?challenge=c")]
    [InlineData("https://example.com", "https://example.com/validate?challenge=c")]
    [InlineData("https://example.com/", "https://example.com/validate?challenge=c")]
    [InlineData("https://example.com:8443/a/b?key=v%20w", "https://example.com:8443/a/b/validate?key=v%20w&challenge=c")]
    [InlineData("https://example.com/a?", "https://example.com/a/validate?challenge=c")]
    [InlineData("https://example.com/a%2Fb", "https://example.com/a%2Fb/validate?challenge=c")]
    public void The_question_goes_below_the_path_and_keeps_the_query(string url, string question)
    {
        using var request = new EchoChallenge("c").Ask(new Uri(url));

        request.Method.ShouldBe(HttpMethod.Get);
        request.RequestUri.ShouldNotBeNull().AbsoluteUri.ShouldBe(question);
    }

    [Theory]
    [InlineData("https://agents.example.com", "agents.example.com")]
    [InlineData("https://agents.example.com:8443", "agents.example.com")]
    [InlineData("a2a-agent-api", "a2a-agent-api")]
    public void The_origin_that_cloud_events_ask_for_is_a_host(string issuer, string origin) => CloudEventsChallenge.OriginOf(issuer).ShouldBe(origin);
}
