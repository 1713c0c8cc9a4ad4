using System.Net;
using A2A.Server.Push;

namespace A2A.Server.Tests.Push;

public sealed class WebhookUrlTests
{
    private static readonly WebhookUrl Production = new(new AddressGuard([]), Destinations.Any, allowHttp: false);
    private static readonly WebhookUrl AnyScheme = new(new AddressGuard([]), Destinations.Any, allowHttp: true);

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0x7f.0.0.0x1./")]
    [InlineData("http://0/")]
    [InlineData("http://0.0.0.0:6379/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://192.168.1.1/admin")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[2001:0:53aa:64c::1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://１２７.０.０.１/")]
    [InlineData("http://①②⑦.0.0.1/")]
    [InlineData("http://ⓛocalhost/")]
    [InlineData("http://999.1.1.1/")]
    [InlineData("http://1.1.1.1.1/")]
    [InlineData("http://example.0x7f/")]
    [InlineData("http://localhost/")]
    [InlineData("http://LOCALHOST/")]
    [InlineData("http://localhost./")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://a.localhost/")]
    [InlineData("http://127.0.0.1%00.example/")]
    [InlineData("http://user@example.com/")]
    [InlineData("http://user:password@example.com/")]
    [InlineData("http://@example.com/")]
    [InlineData("http://example.com@127.0.0.1/")]
    [InlineData("http://127.0.0.1#@example.com/")]
    [InlineData("http://example.com\\@127.0.0.1/")]
    [InlineData("http:\\\\127.0.0.1\\")]
    [InlineData("http://example.com/#fragment")]
    [InlineData("http://example.com:0/")]
    [InlineData("http://example.com:99999/")]
    [InlineData("http:///path")]
    [InlineData("http://")]
    [InlineData("http:127.0.0.1")]
    [InlineData("//example.com/")]
    [InlineData("/hook")]
    [InlineData("example.com")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/plain,x")]
    [InlineData("unix:/var/run/docker.sock")]
    [InlineData(" http://example.com/")]
    [InlineData("http://example.com/ ")]
    [InlineData("http://example.com/a b")]
    [InlineData("http://example.com/\r\nX-Evil: 1")]
    [InlineData("http://exam\tple.com/")]
    [InlineData("http://example.com/\u0000")]
    [InlineData("")]
    [InlineData(null)]
    public void A_hostile_or_broken_url_is_refused(string? url) => AnyScheme.Problem(url).ShouldNotBeNull();

    [Theory]
    [InlineData("https://example.com/hook")]
    [InlineData("https://EXAMPLE.com:8443/hook?key=value")]
    [InlineData("https://bücher.example/hook")]
    [InlineData("https://xn--bcher-kva.example/hook")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    [InlineData("https://a-b.c1.example./")]
    [InlineData("https://example.com/user@host")]
    [InlineData("https://localhost.example.com/")]
    public void An_ordinary_url_is_accepted(string url) => Production.Problem(url).ShouldBeNull();

    [Fact]
    public void Plain_http_needs_a_setting()
    {
        Production.Problem("http://example.com/").ShouldBe("must use https");
        AnyScheme.Problem("http://example.com/").ShouldBeNull();
    }

    [Theory]
    [InlineData("https://hooks.example.com:8443/", null)]
    [InlineData("https://other.example.com:8443/", "must go to a host that the operator allows")]
    [InlineData("https://hooks.example.com/", "must go to a port that the operator allows")]
    public void Where_hosts_and_ports_are_named_only_these_are_accepted(string url, string? problem) =>
        new WebhookUrl(new AddressGuard([]), new Destinations(["hooks.example.com"], [8443]), allowHttp: false).Problem(url).ShouldBe(problem);

    [Fact]
    public void A_url_that_is_too_long_is_refused() =>
        Production.Problem("https://example.com/" + new string('a', 2048)).ShouldNotBeNull().ShouldContain("2048");

    [Theory]
    [InlineData("http://localhost:9000/hook")]
    [InlineData("http://127.0.0.1:9000/hook")]
    [InlineData("http://[::1]:9000/hook")]
    public void Loopback_is_accepted_where_its_networks_are_allowed(string url)
    {
        var development = new WebhookUrl(new AddressGuard([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")]), Destinations.Any, allowHttp: true);

        development.Problem(url).ShouldBeNull();
        development.Problem("http://10.0.0.1/").ShouldNotBeNull();
    }

    [Fact]
    public void The_reason_names_the_address() =>
        AnyScheme.Problem("http://0x7f.1/").ShouldBe("must not go to 127.0.0.1: the address is in a denied range");
}
