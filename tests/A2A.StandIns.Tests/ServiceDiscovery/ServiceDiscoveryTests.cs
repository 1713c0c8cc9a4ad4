using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.StandIns.Tests.ServiceDiscovery;

public sealed class ServiceDiscoveryTests
{
    [Theory]
    [InlineData("http://api/tasks?x=1", "http://localhost:8000/tasks?x=1")]
    [InlineData("https+http://api/tasks", "http://localhost:8000/tasks")]
    [InlineData("https+http://both/", "https://localhost:8443/")]
    [InlineData("http://both/", "http://localhost:8080/")]
    [InlineData("http://_admin.api/", "http://localhost:8001/")]
    [InlineData("http://named/", "http://localhost:7000/")]
    [InlineData("http://single/", "http://localhost:7001/")]
    [InlineData("http://bare/", "http://10.0.0.5:7002/")]
    [InlineData("http://prefixed/tasks", "http://localhost:7003/base/tasks")]
    [InlineData("http://localhost:5000/x", "http://localhost:5000/x")]
    [InlineData("http://127.0.0.1:5000/x", "http://127.0.0.1:5000/x")]
    [InlineData("https+http://unknown:5000/x", "https://unknown:5000/x")]
    [InlineData("https://api/", "https://api/")]
    public async Task A_service_name_becomes_its_configured_address(string asked, string sent)
    {
        var wire = new Wire();
        using var client = NewClient(wire);

        await client.GetAsync(asked);

        wire.Sent.ShouldBe([sent]);
    }

    [Fact]
    public async Task Several_addresses_take_turns()
    {
        var wire = new Wire();
        using var client = NewClient(wire);

        for (var i = 0; i < 4; i++)
        {
            await client.GetAsync("http://two/");
        }

        wire.Sent.ShouldBe(["http://localhost:9001/", "http://localhost:9002/", "http://localhost:9001/", "http://localhost:9002/"]);
    }

    [Fact]
    public async Task The_request_keeps_the_service_name()
    {
        using var client = NewClient(new Wire());
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://api/");

        await client.SendAsync(request);

        request.RequestUri!.Host.ShouldBe("api");
    }

    [Fact]
    public async Task An_unreadable_address_is_a_clear_error()
    {
        using var client = NewClient(new Wire());

        var error = await Should.ThrowAsync<KeyNotFoundException>(() => client.GetAsync("http://broken/"));

        error.Message.ShouldContain("services:broken:http:first");
    }

    private static HttpClient NewClient(Wire wire)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:api:http:0"] = "http://localhost:8000",
            ["services:api:admin:0"] = "http://localhost:8001",
            ["services:both:http:0"] = "http://localhost:8080",
            ["services:both:https:0"] = "https://localhost:8443",
            ["services:named:default:0"] = "http://localhost:7000",
            ["services:single:http"] = "http://localhost:7001",
            ["services:bare:http:0"] = "10.0.0.5:7002",
            ["services:prefixed:http:0"] = "http://localhost:7003/base/",
            ["services:two:http:0"] = "http://localhost:9001",
            ["services:two:http:1"] = "http://localhost:9002",
            ["services:broken:http:first"] = "http://localhost:1",
        }).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        services.AddHttpClient("").ConfigurePrimaryHttpMessageHandler(() => wire);
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient();
    }

    private sealed class Wire : HttpMessageHandler
    {
        public List<string> Sent { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(request.RequestUri!.ToString());
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
