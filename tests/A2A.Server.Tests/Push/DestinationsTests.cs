using A2A.Server.Push;

namespace A2A.Server.Tests.Push;

public sealed class DestinationsTests
{
    private static readonly Destinations Named = new(
        ["hooks.example.com", "*.partner.example", "8.8.8.8", "2606:4700:4700::1111", "bücher.example"], [443, 8443]);

    [Theory]
    [InlineData("hooks.example.com")]
    [InlineData("HOOKS.example.com.")]
    [InlineData("a.partner.example")]
    [InlineData("a.b.partner.example")]
    [InlineData("8.8.8.8")]
    [InlineData("2606:4700:4700:0::1111")]
    [InlineData("[2606:4700:4700::1111]")]
    [InlineData("xn--bcher-kva.example")]
    public void A_host_that_is_named_is_allowed(string host) => Named.Problem(host, 443).ShouldBeNull();

    [Theory]
    [InlineData("example.com")]
    [InlineData("evil.hooks.example.com")]
    [InlineData("hooks.example.com.evil.example")]
    [InlineData("evilhooks.example.com")]
    [InlineData("partner.example")]
    [InlineData("evilpartner.example")]
    [InlineData("partner.example.evil")]
    [InlineData("8.8.4.4")]
    [InlineData("2606:4700:4700::1001")]
    public void Any_other_host_is_not(string host) => Named.Problem(host, 443).ShouldBe("go to a host that the operator allows");

    [Theory]
    [InlineData(80)]
    [InlineData(22)]
    [InlineData(8444)]
    public void Where_ports_are_named_any_other_is_not_allowed(int port) =>
        Named.Problem("hooks.example.com", port).ShouldBe("go to a port that the operator allows");

    [Theory]
    [InlineData(1)]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(4190)]
    [InlineData(6000)]
    [InlineData(6667)]
    [InlineData(10080)]
    public void Where_none_are_named_ports_of_other_protocols_are_not_allowed(int port) =>
        Destinations.Any.Problem("example.com", port).ShouldBe($"not go to port {port}: another protocol is at home there");

    [Theory]
    [InlineData(80)]
    [InlineData(443)]
    [InlineData(8080)]
    [InlineData(9000)]
    [InlineData(65535)]
    public void Ordinary_ports_are_allowed(int port) => Destinations.Any.Problem("example.com", port).ShouldBeNull();

    [Fact]
    public void A_port_that_is_named_is_allowed_whatever_is_at_home_there() => new Destinations([], [25]).Problem("example.com", 25).ShouldBeNull();
}
