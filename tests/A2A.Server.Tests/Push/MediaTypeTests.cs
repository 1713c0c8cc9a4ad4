using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Push;

/// <summary>The media type that webhooks of 1.0 have on the wire.</summary>
public sealed class MediaTypeTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("1.0", null, null, "application/a2a+json")]
    [InlineData("1.0", null, "application/json", "application/json")]
    [InlineData("1.0", "application/json", null, "application/json")]
    [InlineData("1.0", "application/json", "application/a2a+json", "application/a2a+json")]
    [InlineData("0.3", "application/a2a+json", "application/a2a+json", "application/json")]
    public async Task The_config_decides_then_the_setting_then_the_specification_and_0_3_has_its_own(
        string version, string? setting, string? member, string mediaType)
    {
        await using var endpoint = await Endpoint.StartAsync(200);
        (string, string)[] settings = setting is null ? [] : [("MediaType", setting)];
        await using var replica = await PushReplica.StartAsync(_scene.Redis, settings);

        await _scene.WorkedAsync(
            PushScene.Config(endpoint.Url, config => config with { MediaType = member }) with { ProtocolVersion = version }, 0);

        await endpoint.UntilAsync(1);
        endpoint.All[0].Header("Content-Type").ShouldBe(mediaType);
    }
}
