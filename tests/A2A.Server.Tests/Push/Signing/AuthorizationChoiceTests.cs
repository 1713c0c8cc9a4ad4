using A2A.Protocol;
using A2A.Server.Push;

namespace A2A.Server.Tests.Push.Signing;

public sealed class AuthorizationChoiceTests
{
    private const string Server = "https://agents.example.com";

    private static readonly TaskPushNotificationConfig Plain = new() { Url = "https://hooks.example.com/a?key=b" };

    private static readonly AuthenticationInfo Bearer = new() { Scheme = "Bearer", Credentials = "abc" };

    private static readonly AgentPushOptions Enterprise = new() { Issuer = "enterprise", Audience = "clients", TokenSecret = "of the agent" };

    [Fact]
    public void Credentials_of_the_config_are_sent_and_no_token_of_ours()
    {
        AuthorizationChoice.For(Plain with { Authentication = Bearer }, null, Server).ShouldBe(new AuthorizationChoice.AsRegistered("Bearer", "abc"));
        AuthorizationChoice.For(Plain with { Authentication = Bearer, Secret = "s" }, Enterprise, Server).ShouldBe(new AuthorizationChoice.AsRegistered("Bearer", "abc"));
    }

    [Fact]
    public void A_secret_of_the_config_signs_its_token() => AuthorizationChoice.For(Plain with { Secret = "s" }, null, Server)
        .ShouldBe(new AuthorizationChoice.SharedSecret(Server, "https://hooks.example.com", "s"));

    [Fact]
    public void The_agents_secret_signs_the_tokens_of_configs_with_a_secret() => AuthorizationChoice.For(Plain with { Secret = "s" }, Enterprise, Server)
        .ShouldBe(new AuthorizationChoice.SharedSecret("enterprise", "clients", "of the agent"));

    [Fact]
    public void Without_either_the_servers_key_signs()
    {
        AuthorizationChoice.For(Plain, null, Server).ShouldBe(new AuthorizationChoice.OwnKey(Server, "https://hooks.example.com"));
        AuthorizationChoice.For(Plain, Enterprise, Server).ShouldBe(new AuthorizationChoice.OwnKey("enterprise", "clients"));
        AuthorizationChoice.For(Plain with { Secret = "" }, new AgentPushOptions(), Server).ShouldBe(new AuthorizationChoice.OwnKey(Server, "https://hooks.example.com"));
    }

    [Fact]
    public void A_scheme_without_credentials_is_a_wish_that_the_servers_token_fulfils() =>
        AuthorizationChoice.For(Plain with { Authentication = new AuthenticationInfo { Scheme = "Bearer" } }, null, Server).ShouldBeOfType<AuthorizationChoice.OwnKey>();

    [Theory]
    [InlineData("https://hooks.example.com/a", "https://hooks.example.com")]
    [InlineData("https://HOOKS.example.com:443/a", "https://hooks.example.com")]
    [InlineData("https://hooks.example.com:8443/", "https://hooks.example.com:8443")]
    [InlineData("http://hooks.example.com:80/", "http://hooks.example.com")]
    [InlineData("http://hooks.example.com:443/", "http://hooks.example.com:443")]
    [InlineData("https://bücher.example/", "https://xn--bcher-kva.example")]
    [InlineData("https://[2606:4700:4700:0::1111]:8443/", "https://[2606:4700:4700::1111]:8443")]
    [InlineData("https://8.8.8.8/", "https://8.8.8.8")]
    public void The_audience_is_the_origin_of_the_url(string url, string origin) =>
        AuthorizationChoice.For(new TaskPushNotificationConfig { Url = url }, null, Server).ShouldBe(new AuthorizationChoice.OwnKey(Server, origin));

    [Fact]
    public void A_choice_tells_no_secret()
    {
        AuthorizationChoice.For(Plain with { Authentication = Bearer }, null, Server).ToString().ShouldNotContain("abc");
        AuthorizationChoice.For(Plain with { Secret = "hidden" }, null, Server).ToString().ShouldNotContain("hidden");
    }
}
