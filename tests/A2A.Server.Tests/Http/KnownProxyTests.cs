using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.Server.Tests.Redis;
using A2A.Webhooks.Hosting;

namespace A2A.Server.Tests.Http;

/// <summary>A server behind a proxy.</summary>
public sealed class KnownProxyTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly (string, string)[] Forwarded =
    [
        ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "agents.example.com"),
        ("X-Forwarded-Prefix", "/team"), ("X-Forwarded-For", "203.0.113.9"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.0/8", "https://agents.example.com/team")]
    [InlineData("127.0.0.1", "https://agents.example.com/team")]
    [InlineData("10.0.0.0/8", null)]
    [InlineData(null, null)]
    public async Task Cards_show_the_address_that_a_known_proxy_tells_and_no_other(string? proxy, string? root)
    {
        await using var api = Start(proxy);
        root ??= api.Client.BaseAddress.ShouldNotBeNull().AbsoluteUri.TrimEnd('/');

        (await UrlAsync("/.well-known/agent-card.json")).ShouldBe(root);
        (await UrlAsync("/agents/report/.well-known/agent-card.json")).ShouldBe($"{root}/agents/report");

        async Task<string?> UrlAsync(string path)
        {
            using var answer = await api.GetAsync(path, Forwarded);
            return (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(Token))?["url"];
        }
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", false)]
    public async Task Callers_are_told_apart_by_the_address_that_a_known_proxy_tells(string proxy, bool areApart)
    {
        await using var api = Start(proxy, ("Limits:RequestsPerSecond", "1"), ("Limits:Burst", "3"));
        await Eventually.TrueAsync(async () => await StatusAsync("203.0.113.9") == HttpStatusCode.TooManyRequests);

        // What the caller itself wrote before the proxy's word does not count.
        var other = await StatusAsync("203.0.113.9, 203.0.113.1");

        (other == HttpStatusCode.NotFound).ShouldBe(areApart);

        async Task<HttpStatusCode> StatusAsync(string caller)
        {
            using var answer = await api.GetAsync("/tasks/none", ("X-Forwarded-For", caller));
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("::1", true)]
    [InlineData("fd00::/8", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("proxy.example.com", false)]
    [InlineData("", false)]
    public void A_proxy_is_an_address_or_a_network(string text, bool isOne) => KnownProxies.IsNetwork(text).ShouldBe(isOne);

    private ApiReplica Start(string? proxy, params (string Name, string Value)[] settings)
    {
        var all = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        if (proxy is not null)
        {
            all["Http:KnownProxies:front"] = proxy;
        }

        return ApiReplica.Start(redis.Server, all);
    }
}
