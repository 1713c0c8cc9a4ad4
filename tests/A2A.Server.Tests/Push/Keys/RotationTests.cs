using System.Buffers.Text;
using System.Security.Cryptography;
using A2A.Protocol.Json;
using A2A.Protocol.Signing;
using A2A.Server.Push.Keys;
using A2A.Server.Tests.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Tests.Push.Keys;

/// <summary>What receivers and readers of cards see while keys change.</summary>
public sealed class RotationTests : IAsyncLifetime
{
    private const string CardPath = "/.well-known/agent-card.json";
    private const string KeysPath = "/.well-known/jwks.json";

    private static readonly byte[] Text = "what is signed"u8.ToArray();

    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task While_keys_rotate_a_receiver_that_keeps_the_key_set_verifies_all_that_any_replica_signs()
    {
        var options = new SigningOptions { PublishAhead = TimeSpan.FromSeconds(2), RotateEvery = TimeSpan.FromSeconds(2.1) };
        await using var first = await KeyReplica.StartAsync(_redis, options, watching: true);
        await using var second = await KeyReplica.StartAsync(_redis, options, watching: true);
        KeyReplica[] replicas = [first, second];
        var signers = new HashSet<string>();
        var receiver = new KeepingReceiver(keep: TimeSpan.FromMilliseconds(250));

        for (var turn = 0; signers.Count < 4; turn++)
        {
            // One replica signs, the other gives the key set.
            var key = await replicas[turn % 2].Keys.CurrentAsync(Token);
            var keys = await receiver.KeysAsync(replicas[(turn + 1) % 2]);
            Verifies(key, keys).ShouldBeTrue($"key {key.Kid} must be published when it signs, in turn {turn}, after {signers.Count} keys");
            signers.Add(key.Kid);
            await Task.Delay(5, Token);
        }

        var kept = (await first.Keys.PublicAsync(Token)).Select(key => key.Kid);
        signers.ShouldBeSubsetOf(kept);
    }

    [Fact]
    public async Task With_the_next_key_the_key_set_has_another_tag_and_cards_have_another_signature_while_earlier_ones_still_verify()
    {
        await using var replica = ApiReplica.Start(_redis, new()
        {
            ["Agents:PublicUrl"] = "https://agents.example",
            ["Cards:MaxAge"] = "00:00:00",
            ["Signing:PublishAhead"] = "00:00:01",
        });
        var (before, tag) = (await GetAsync(replica, CardPath), await TagAsync(replica));

        var next = await replica.Services.GetRequiredService<SigningKeys>().RotateAsync(Token);

        var tagOfBoth = await TagAsync(replica);
        tagOfBoth.ShouldNotBe(tag);
        await Eventually.TrueAsync(async () => KidOf(await GetAsync(replica, CardPath), await KeySetAsync(replica)) == next.Kid, "the card is signed with the next key");
        KidOf(before, await KeySetAsync(replica)).ShouldNotBe(next.Kid);
    }

    private static string KidOf(byte[] card, JsonWebKeySet keys) =>
        AgentCardVerifier.Verify(AgentCardJson.Read(card), keys).ShouldBeOfType<AgentCardVerdict.Verified>().Kid;

    private static async Task<byte[]> GetAsync(ApiReplica replica, string path) => await replica.Client.GetByteArrayAsync(path, Token);

    private static async Task<JsonWebKeySet> KeySetAsync(ApiReplica replica) =>
        JsonWebKeySet.Create(System.Text.Encoding.UTF8.GetString(await GetAsync(replica, KeysPath)));

    private static async Task<string?> TagAsync(ApiReplica replica)
    {
        using var answer = await replica.GetAsync(KeysPath);
        return answer.Headers.ETag?.Tag;
    }

    private static bool Verifies(SigningKey key, JsonWebKeySet keys)
    {
        using var signing = key.Open();
        var signature = signing.SignData(Text, HashAlgorithmName.SHA256);
        if (keys.Keys.FirstOrDefault(known => known.Kid == key.Kid) is not { } found)
        {
            return false;
        }

        using var verifying = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars(found.X), Y = Base64Url.DecodeFromChars(found.Y) },
        });
        return verifying.VerifyData(Text, signature, HashAlgorithmName.SHA256);
    }

    /// <summary>Asks for the key set again only when it has kept it for so long: what is not in it then is unknown.</summary>
    private sealed class KeepingReceiver(TimeSpan keep)
    {
        private JsonWebKeySet? _keys;
        private long _asked;

        public async Task<JsonWebKeySet> KeysAsync(KeyReplica replica)
        {
            if (_keys is null || TimeProvider.System.GetElapsedTime(_asked) > keep)
            {
                _asked = TimeProvider.System.GetTimestamp();
                _keys = new();
                foreach (var key in await replica.Keys.PublicAsync(Token))
                {
                    _keys.Keys.Add(key);
                }
            }

            return _keys;
        }
    }
}
