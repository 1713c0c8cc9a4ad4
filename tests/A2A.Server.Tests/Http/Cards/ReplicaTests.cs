using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;
using A2A.Protocol.Signing;
using A2A.Server.Tests.Redis;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Tests.Http.Cards;

/// <summary>What several replicas say of the same agents.</summary>
public sealed class ReplicaTests
{
    private const string CardPath = "/agents/report/.well-known/agent-card.json";
    private const string KeysPath = "/.well-known/jwks.json";

    private static readonly Dictionary<string, string> Public = new() { ["Agents:PublicUrl"] = "https://agents.example/a2a" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_start_at_once_have_the_same_keys_and_give_the_same_cards()
    {
        await using var redis = await RedisServer.StartNewAsync();
        var replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => ApiReplica.Start(redis, Public))));
        try
        {
            foreach (var (path, version) in (List<(string, string?)>)[(KeysPath, null), (CardPath, null), (CardPath, "1.0"), (CardPath, "0.3")])
            {
                var answers = await Task.WhenAll(replicas.Select(replica => DescribeAsync(replica, path, version)));
                answers.Distinct().ShouldHaveSingleItem();
            }
        }
        finally
        {
            await Task.WhenAll(replicas.Select(replica => replica.DisposeAsync().AsTask()));
        }
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("1.0", 1)]
    public async Task A_card_verifies_as_it_came_and_as_it_is_read(string? version, int signatures)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var replica = ApiReplica.Start(redis, Public);
        using var request = new HttpRequestMessage(HttpMethod.Get, CardPath);
        request.Headers.Add("A2A-Version", version is null ? [] : [version]);
        using var response = await replica.Client.SendAsync(request, Token);
        var document = await response.Content.ReadAsByteArrayAsync(Token);
        var keys = JsonWebKeySet.Create(await replica.Client.GetStringAsync(KeysPath, Token));

        var card = AgentCardJson.Read(document);

        card.Signatures.ShouldNotBeNull().Count.ShouldBe(signatures);
        AgentCardVerifier.VerifyDocument(document, keys).ShouldBeOfType<AgentCardVerdict.Verified>();
        AgentCardVerifier.Verify(card, keys).ShouldBeOfType<AgentCardVerdict.Verified>();
        var changed = Encoding.UTF8.GetString(document).Replace("Report", "Forged", StringComparison.Ordinal);
        AgentCardVerifier.VerifyDocument(Encoding.UTF8.GetBytes(changed), keys).ShouldBeOfType<AgentCardVerdict.Refused>();
    }

    [Fact]
    public async Task A_replica_that_starts_later_gives_what_the_first_gave()
    {
        await using var redis = await RedisServer.StartNewAsync();
        string before;
        await using (var first = ApiReplica.Start(redis, Public))
        {
            before = await DescribeAsync(first, CardPath, null);
        }

        await using var later = ApiReplica.Start(redis, Public);

        (await DescribeAsync(later, CardPath, null)).ShouldBe(before);
    }

    [Fact]
    public async Task Another_card_has_another_tag_and_time()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var first = ApiReplica.Start(redis, Public);
        await using var other = ApiReplica.Start(redis, new() { ["Agents:PublicUrl"] = "https://elsewhere.example" });

        var (before, after) = (await DescribeAsync(first, CardPath, null), await DescribeAsync(other, CardPath, null));

        after.Split('\n')[0].ShouldNotBe(before.Split('\n')[0]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1.0")]
    public async Task A_card_is_signed_with_a_key_that_the_key_set_names(string? version)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var replica = ApiReplica.Start(redis, Public);

        var card = AgentCardJson.Read(await BytesAsync(replica, CardPath, version));
        var keys = JsonWebKeySet.Create(Encoding.UTF8.GetString(await BytesAsync(replica, KeysPath, null)));

        AgentCardVerifier.Verify(card, keys).ShouldBe(new AgentCardVerdict.Verified(keys.Keys[0].Kid!));
        AgentCardVerifier.Verify(card with { Description = "Something else" }, keys).ShouldBeOfType<AgentCardVerdict.Refused>();
        var header = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(card.Signatures![0].Protected))!;
        ((string?)header["jku"]).ShouldBe("https://agents.example/a2a/.well-known/jwks.json");
    }

    [Fact]
    public async Task The_key_set_has_no_private_part()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var replica = ApiReplica.Start(redis);

        var key = (await replica.Client.GetFromJsonAsync<JsonNode>(KeysPath, Token))!["keys"]!.AsArray().ShouldHaveSingleItem()!;

        key.AsObject().Select(member => member.Key).ShouldBe(["kty", "use", "alg", "kid", "crv", "x", "y"]);
    }

    [Fact]
    public async Task While_the_storage_is_away_cards_that_are_known_are_given_and_no_other_card_instead_of_the_rest()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var replica = ApiReplica.Start(redis, Public);
        var known = await DescribeAsync(replica, CardPath, null);
        await redis.KillAsync();

        using var unknown = await replica.GetAsync("/.well-known/agent-card.json");

        (await DescribeAsync(replica, CardPath, null)).ShouldBe(known);
        unknown.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        unknown.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_no_key_in_the_storage_is_said_and_not_used()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var storage = await Storage.OpenAsync(redis);
        await storage.Database.StringSetAsync("a2a:v1:signing-keys", "[]");
        var store = new A2A.Server.Redis.RedisSigningKeyStore(storage.Scripts, storage.Seal);

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => store.ReadAsync(Token));

        failure.Message.ShouldContain("a2a:v1:signing-keys");
    }

    private static async Task<byte[]> BytesAsync(ApiReplica replica, string path, string? version)
    {
        using var response = await replica.GetAsync(path, version is null ? [] : [("A2A-Version", version)]);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsByteArrayAsync(Token);
    }

    // Tag, time and bytes.
    private static async Task<string> DescribeAsync(ApiReplica replica, string path, string? version)
    {
        using var response = await replica.GetAsync(path, version is null ? [] : [("A2A-Version", version)]);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return $"{response.Headers.ETag}\n{response.Content.Headers.LastModified:O}\n{await response.Content.ReadAsStringAsync(Token)}";
    }
}
