using System.Globalization;
using A2A.Faults.Rig;
using Microsoft.AspNetCore.Http;

namespace A2A.Faults.Experiments;

/// <summary>
/// F8: wall clocks jump. Redis's clock decides leases and due times; a replica's clock decides the time of its signatures alone, and
/// receivers refuse signatures that are more than five minutes off.
/// </summary>
public sealed class ClockJumps
{
    private static readonly TimeSpan Forward = TimeSpan.FromHours(1);
    private static readonly TimeSpan Back = TimeSpan.FromHours(-1); // by two hours from there
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(Run.Pick(0.7, 2));

    /// <summary>How long a request is on its way: an attempt's timeout, and what a busy machine adds.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(Run.Pick(10, 3));

    [Fact]
    public async Task When_clocks_jump_nothing_is_lost_and_nothing_stalls()
    {
        List<(DateTimeOffset From, DateTimeOffset To)> skews = [];
        await using var experiment = await Experiment.StartAsync(
            new("F8", "Redis's clock +1 h, then −2 h with a kill -9 of a replica; a replica's clock ±10 min, and receivers refuse its signatures")
            {
                MovesClocks = true,
                MayDistrust = request => skews.Exists(skew => request.At > skew.From && request.At < skew.To + OnItsWay),
                Answer = (received, http) =>
                {
                    // The first attempt at some events fails, so that retries wait whenever a clock jumps.
                    var fails = received.Attempt == "1" && received.Delivery.Event.Number % 4 == 0;
                    http.Response.StatusCode = received.Distrust is not null ? 401 : fails ? 503 : 200;
                    return Task.FromResult(true);
                },
            });
        var start = Task.CompletedTask;
        experiment.Submit(Run.Pick(5, 6));
        for (var round = 0; round < Run.Pick(1, 10); round++)
        {
            await experiment.PauseAsync(Pause);
            await MoveRedisAsync(experiment, Forward);
            await experiment.PauseAsync(Pause);
            await start; // one is always up, so that recovery is measured, not the start of a process
            await MoveRedisAsync(experiment, Back);
            start = await experiment.KillReplicaAsync();
            await experiment.PauseAsync(Pause);
            await MoveRedisAsync(experiment, TimeSpan.Zero);
            foreach (var skew in new[] { Skew, -Skew })
            {
                await SkewReplicaAsync(experiment, skew, skews);
            }
        }

        await experiment.StopSubmittingAsync();
        await start;
        await experiment.HoldsAsync(Settings.Recovery);
        experiment.Receiver.All.ShouldContain(request => request.Distrust != null, "a wrong clock's signatures are refused");
    }

    private static async Task MoveRedisAsync(Experiment experiment, TimeSpan offset)
    {
        experiment.RedisClock!.MoveTo(offset); // the setup moves clocks
        experiment.Fault();
        (await experiment.Server.TimeAsync() - DateTime.UtcNow).ShouldBe(offset, TimeSpan.FromMinutes(1));
    }

    private static async Task SkewReplicaAsync(Experiment experiment, TimeSpan offset, List<(DateTimeOffset From, DateTimeOffset To)> skews)
    {
        var index = await experiment.ChooseAsync();
        var from = DateTimeOffset.UtcNow;
        skews.Add((from, DateTimeOffset.MaxValue - OnItsWay));
        experiment.Replicas.Clock(index).MoveTo(offset);
        var alive = new Uri(experiment.Replicas.Process(index).Address, "/alive");
        using var http = new HttpClient();
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await http.GetAsync(alive, TestContext.Current.CancellationToken);
                return answer.Headers.Date is { } date && (date - DateTimeOffset.UtcNow - offset).Duration() < TimeSpan.FromMinutes(1);
            },
            string.Create(CultureInfo.InvariantCulture, $"the clock of replica {index} is off by {offset}"));
        await experiment.PauseAsync(Pause);
        experiment.Replicas.Clock(index).MoveTo(TimeSpan.Zero);
        skews[^1] = (from, DateTimeOffset.UtcNow);
        experiment.Fault(from);
    }
}
