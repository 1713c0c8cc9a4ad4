using System.Net;
using A2A.ServiceDefaults;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Logging;

namespace A2A.Server.Tests.Http;

/// <summary>What an operator reads while Redis is away.</summary>
public sealed class OutageLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outage_is_a_few_lines_however_many_loops_and_callers_meet_it_and_its_end_is_one()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var replica = ApiReplica.Start(redis, new() { ["Tasks:Sweep"] = "00:00:00.100" });
        await SendAsync(replica);
        replica.Log.Lines.ShouldNotContain(line => line.Level >= LogLevel.Warning);

        await redis.KillAsync();
        for (var asked = 0; asked < 4; asked++) // each waits for the deadline, while every loop looks again and again
        {
            (await SendAsync(replica)).ShouldBe(HttpStatusCode.ServiceUnavailable);
            using var health = await replica.GetAsync("/health");
            health.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await redis.StartAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Outage(replica).Any(IsBack)), "the log tells that Redis is back");

        var warnings = replica.Log.Lines.Where(line => line.Level >= LogLevel.Warning).ToList();
        warnings.Count.ShouldBeInRange(1, 2, string.Join('\n', warnings));
        warnings.ShouldAllBe(line => line.Exception == null);
        warnings.Count(line => line.Message.StartsWith("The storage is away", StringComparison.Ordinal)).ShouldBe(1);
        Outage(replica).Count(IsBack).ShouldBe(1);
    }

    [Fact]
    public async Task A_start_without_redis_is_a_few_lines_too()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await redis.KillAsync();

        await using var replica = ApiReplica.Start(redis);
        (await SendAsync(replica)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await SendAsync(replica)).ShouldBe(HttpStatusCode.ServiceUnavailable);

        var warnings = replica.Log.Lines.Where(line => line.Level >= LogLevel.Warning).ToList();
        warnings.ShouldHaveSingleItem().Message.ShouldStartWith("The storage is away");
    }

    private static async Task<HttpStatusCode> SendAsync(ApiReplica replica)
    {
        using var answer = await replica.SendAsync(HttpMethod.Post, "/", ApiServer.Request("message/send", ApiServer.Say("be quick")));
        return answer.StatusCode;
    }

    private static IReadOnlyList<string> Outage(ApiReplica replica) => replica.Log.Of(typeof(StorageOutage).FullName!); // a class has a name

    private static bool IsBack(string line) => line.StartsWith("Information: The storage is back", StringComparison.Ordinal);
}
