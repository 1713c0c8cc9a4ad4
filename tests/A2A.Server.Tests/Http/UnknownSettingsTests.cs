using A2A.Server.Tests.Redis;
using Microsoft.Extensions.Options;

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

    [Theory]
    [InlineData("Agents:AnswerTimeout", "10")]
    [InlineData("Cards:MaxAge", "300")]
    [InlineData("Execution:Lease", "30")]
    [InlineData("Http:Heartbeat", "15")]
    [InlineData("Push:Timeout", "10")]
    [InlineData("Push:Timeout", "10s")]
    [InlineData("Push:Circuit:FirstPause", "5")]
    [InlineData("Signing:RotateEvery", "30")]
    [InlineData("Tasks:Retention", "7d")]
    public void A_time_without_a_colon_stops_the_start_and_the_error_says_how_a_time_is_written(string name, string value)
    {
        var error = Should.Throw<OptionsValidationException>(() => ApiReplica.Start(redis.Server, new() { [name] = value }));

        error.Failures.ShouldHaveSingleItem().ShouldStartWith(
            $"{name} is '{value}'; write a time as hours:minutes:seconds, such as 00:00:10 for ten seconds");
    }
}
