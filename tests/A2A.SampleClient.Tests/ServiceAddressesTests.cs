using A2A.SampleClient.Connections;
using Microsoft.Extensions.Configuration;

namespace A2A.SampleClient.Tests;

public sealed class ServiceAddressesTests
{
    [Fact]
    public void Alone_the_local_addresses_are_used()
    {
        var addresses = ServiceAddresses.From(new(), Configuration());

        addresses.ShouldBe(new(new("http://localhost:8000"), new("http://localhost:8000"), new("http://localhost:9000"), new("http://localhost:9000/webhook/notifications")));
    }

    [Fact]
    public void With_service_discovery_names_are_used_but_the_webhook_is_an_address()
    {
        var addresses = ServiceAddresses.From(new(), Configuration(
            ("services:agent-api:http:0", "http://localhost:8123"), ("services:webhook-receiver:http:0", "http://localhost:9123")));

        addresses.ShouldBe(new(new("http://agent-api"), new("http://localhost:8123"), new("http://webhook-receiver"), new("http://localhost:9123/webhook/notifications")));
    }

    [Fact]
    public void Settings_go_before_service_discovery()
    {
        var options = new SampleClientOptions { AgentUrl = new("http://agent.test/a2a"), ReceiverUrl = new("http://receiver.test/base/") };

        var addresses = ServiceAddresses.From(options, Configuration(
            ("services:agent-api:http:0", "http://localhost:8123"), ("services:webhook-receiver:http:0", "http://localhost:9123")));

        addresses.ShouldBe(new(options.AgentUrl, options.AgentUrl, options.ReceiverUrl, new("http://receiver.test/base/webhook/notifications")));
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build();
}
