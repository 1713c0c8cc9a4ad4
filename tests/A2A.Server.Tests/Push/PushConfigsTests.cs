using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Push.Ownership;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Push;

public sealed class PushConfigsTests
{
    private static readonly IOptions<PushOptions> Defaults = Options.Create(new PushOptions());

    // No store, and nobody who asks: the check needs none while owners are not asked.
    private static readonly PushConfigs Configs = new(
        null!, new WebhookUrl(new AddressGuard([]), Destinations.Any, allowHttp: false), new OwnershipChecks(null!, null!, Defaults, TimeProvider.System), Defaults);

    private static readonly TaskPushNotificationConfig Good = new() { Id = "mine", Url = "https://example.com/hook" };

    public static TheoryData<string, TaskPushNotificationConfig> Refused => new()
    {
        { "id", Good with { Id = "a/b" } },
        { "id", Good with { Id = "a.b" } },
        { "id", Good with { Id = "ä" } },
        { "id", Good with { Id = "a\n" } },
        { "id", Good with { Id = new string('a', 65) } },
        { "url", Good with { Url = "http://example.com/" } },
        { "url", Good with { Url = "https://169.254.169.254/" } },
        { "token", Good with { Token = "" } },
        { "token", Good with { Token = "a\r\nX-Evil: 1" } },
        { "token", Good with { Token = "a\u0000b" } },
        { "token", Good with { Token = "ä" } },
        { "token", Good with { Token = " a" } },
        { "token", Good with { Token = new string('a', 4097) } },
        { "authentication.scheme", Good with { Authentication = new AuthenticationInfo { Scheme = "", Credentials = "x" } } },
        { "authentication.scheme", Good with { Authentication = new AuthenticationInfo { Scheme = "Bearer x" } } },
        { "authentication.scheme", Good with { Authentication = new AuthenticationInfo { Scheme = "Bea:rer" } } },
        { "authentication.scheme", Good with { Authentication = new AuthenticationInfo { Scheme = "Bearer\r\n" } } },
        { "authentication.credentials", Good with { Authentication = new AuthenticationInfo { Scheme = "Bearer", Credentials = "a\nb" } } },
        { "authentication.credentials", Good with { Authentication = new AuthenticationInfo { Scheme = "Bearer", Credentials = "" } } },
        { "secret", Good with { Secret = "" } },
        { "secret", Good with { Secret = "a\rb" } },
        { "secret", Good with { Secret = "whsec_short" } },
        { "secret", Good with { Secret = "whsec_" + Convert.ToBase64String(new byte[23]) } },
        { "secret", Good with { Secret = "whsec_" + Convert.ToBase64String(new byte[65]) } },
        { "secret", Good with { Secret = "whsec_not base64 at all, not at all!" } },
        { "secret", Good with { Secret = new string('a', 513) } },
        { "format", Good with { Format = "" } },
        { "format", Good with { Format = "xml" } },
        { "mediaType", Good with { MediaType = "" } },
        { "mediaType", Good with { MediaType = "text/plain" } },
    };

    public static TheoryData<TaskPushNotificationConfig> Accepted =>
    [
        Good,
        Good with { Id = "aZ09_-" },
        Good with { Token = "a token with spaces ~!" },
        Good with { Authentication = new AuthenticationInfo { Scheme = "Bearer", Credentials = "abc.def-_~" } },
        Good with { Authentication = new AuthenticationInfo { Scheme = "Bearer" } },
        Good with { Secret = "s" },
        Good with { Secret = "whsec_" + Convert.ToBase64String(new byte[24]) },
        Good with { Secret = "whsec_" + Convert.ToBase64String(new byte[64]) },
        Good with { Format = "task" },
        Good with { MediaType = "application/json" },
        Good with { MediaType = "application/a2a+json" },
        Good with { Format = "notice" },
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_config_that_cannot_be_used_is_refused_by_its_field(string field, TaskPushNotificationConfig config) =>
        (await CheckAsync(config)).ShouldBeOfType<PushConfigCheck.Refused>().Field.ShouldBe(field);

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task A_usable_config_is_accepted_as_it_is(TaskPushNotificationConfig config)
    {
        var accepted = (await CheckAsync(config, "0.3")).ShouldBeOfType<PushConfigCheck.Accepted>().Config;

        accepted.Id.ShouldBe(config.Id);
        accepted.ProtocolVersion.ShouldBe("0.3");
        accepted.Config.ShouldBe(config);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_config_without_an_id_gets_one_of_its_own(string? id)
    {
        var one = (await CheckAsync(Good with { Id = id })).ShouldBeOfType<PushConfigCheck.Accepted>().Config;
        var two = (await CheckAsync(Good with { Id = id })).ShouldBeOfType<PushConfigCheck.Accepted>().Config;

        one.Id.ShouldMatch("^[a-z0-9]{12}$");
        one.Config.Id.ShouldBe(one.Id);
        two.Id.ShouldNotBe(one.Id);
    }

    [Fact]
    public async Task Authentication_that_says_nothing_is_left_out() =>
        (await CheckAsync(Good with { Authentication = new AuthenticationInfo() }, "0.3"))
            .ShouldBeOfType<PushConfigCheck.Accepted>().Config.Config.Authentication.ShouldBeNull();

    private static Task<PushConfigCheck> CheckAsync(TaskPushNotificationConfig config, string version = "1.0") =>
        Configs.CheckAsync("owner", config, version, "agent", TestContext.Current.CancellationToken);
}
