using A2A.AgentApi.Tests.Redis;

namespace A2A.AgentApi.Tests.Http;

/// <summary>A misspelt setting is told, not ignored.</summary>
public sealed class UnknownSettingsTests(RedisFixture redis)
{
    [Theory]
    [InlineData("Agents:Pase")]
    [InlineData("Callers:Issuers:x:Issuers")]
    [InlineData("Cards:Max")]
    [InlineData("Encryption:Keys")]
    [InlineData("Execution:Leaze")]
    [InlineData("Http:Body")]
    [InlineData("Limits:Bursts")]
    [InlineData("Push:Timout")]
    [InlineData("Push:Circuit:Failure")]
    [InlineData("Signing:Rotate")]
    [InlineData("Tasks:Partition")]
    public void A_setting_that_does_not_exist_stops_the_start_and_is_named(string name)
    {
        var error = Should.Throw<Exception>(() => ApiReplica.Start(redis.Server, new() { [name] = "1" }));

        error.ToString().ShouldContain(name.Split(':')[^1]);
    }
}
