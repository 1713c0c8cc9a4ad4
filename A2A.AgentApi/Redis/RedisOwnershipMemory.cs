using System.Globalization;
using A2A.AgentApi.Push.Ownership;

namespace A2A.AgentApi.Redis;

/// <summary>A small string for every yes, which expires.</summary>
internal sealed class RedisOwnershipMemory(RedisScripts scripts) : IOwnershipMemory
{
    public async Task<bool> HasYesAsync(string question, CancellationToken cancellationToken) =>
        RedisReply.Number(await scripts.ExecuteAsync("EXISTS", [RedisKeys.Ownership(question)], cancellationToken)) == 1;

    public Task KeepYesAsync(string question, TimeSpan keep, CancellationToken cancellationToken) =>
        scripts.ExecuteAsync(
            "SET", [RedisKeys.Ownership(question), "yes", "PX", ((long)keep.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)], cancellationToken);
}
