using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Http;

/// <summary>A misspelt setting is told, not ignored.</summary>
public sealed class UnknownSettingsTests(RedisFixture redis)
{
    [Theory]
    [InlineData("Agents:Pase", "A2A.Server.Agents.AgentOptions")]
    [InlineData("Callers:Issuers:x:Issuers", "A2A.Server.Http.Callers.IssuerOptions")]
    [InlineData("Cards:Max", "A2A.Server.Http.Cards.CardOptions")]
    [InlineData("Encryption:Keys", "A2A.Server.Encryption.EncryptionOptions")]
    [InlineData("Execution:Leaze", "A2A.Server.Execution.ExecutionOptions")]
    [InlineData("Http:Body", "A2A.Server.Http.HttpOptions")]
    [InlineData("Limits:Bursts", "A2A.Server.Http.Limits.LimitOptions")]
    [InlineData("Push:Timout", "A2A.Server.Push.PushOptions")]
    [InlineData("Push:Circuit:Failure", "A2A.Server.Push.CircuitOptions")]
    [InlineData("Samples:Pase", "A2A.AgentApi.Agents.Samples.SampleOptions")]
    [InlineData("Signing:Rotate", "A2A.Server.Push.Keys.SigningOptions")]
    [InlineData("Tasks:Partition", "A2A.Server.Tasks.TaskOptions")]
    public void A_setting_that_does_not_exist_stops_the_start_and_is_named(string name, string options)
    {
        var error = Should.Throw<InvalidOperationException>(() => ApiReplica.Start(redis.Server, new() { [name] = "1" }));

        (error.InnerException ?? error).Message.ShouldContain($"not found on the instance of {options}: '{name.Split(':')[^1]}'");
    }
}
