using System.Collections.Concurrent;
using A2A.Faults.Rig;
using A2A.Server.Redis;
using A2A.Server.Tasks;

namespace A2A.Faults.Experiments;

/// <summary>The control of the invariants that no other control breaks: what was received is changed before the checker sees it.</summary>
public sealed class DoctoredReceipts
{
    [Fact]
    public async Task The_checker_sees_requests_that_are_forged_out_of_order_changed_repeated_unwanted_or_of_another_trace_and_a_lease_that_stays()
    {
        var came = new ConcurrentQueue<Received>();
        await using var experiment = await Experiment.StartAsync(
            new("F0 control", "receipts are changed: forged, out of order, another body, repeated, after a 410, another trace; a lease stays")
            {
                Settings = Settings.Patient,
                Answer = (received, _) =>
                {
                    came.Enqueue(received with { IsAccepted = true });
                    return Task.FromResult(false);
                },
            });
        Func<List<Received>, IEnumerable<Received>>[] changes =
        [
            all => [all[0] with { Distrust = "forged" }, .. all[1..]],
            all => [.. all[..^2], all[^1], all[^2]],
            all => [all[0] with { Body = [.. all[0].Body, 32] }, .. all[1..]],
            all => [all[0], .. all],
            all => [all[0] with { IsAccepted = false, EndsSubscription = true }, .. all[1..]],
            all => [all[0] with { TraceId = "0123456789abcdef0123456789abcdef" }, .. all[1..]],
        ];
        foreach (var change in changes)
        {
            var task = await experiment.Load.SubmitAsync(isQuick: true);
            await experiment.RestedAsync();
            change([.. came.Where(received => received.Delivery.Task == task)]).ToList().ForEach(experiment.Receiver.Keep);
            TaskId.TryParse(task, out var id).ShouldBeTrue();
            await experiment.Database.HashSetAsync(RedisKeys.Task(id), "lease", "of a replica that is gone");
        }

        var report = await experiment.BreaksAsync("I3", "I4", "I5", "I6", "I7");

        string[] told = ["forged", "in the order", "another body", "were repeated", "had ended it", "has trace", "is leased"];
        told.ShouldAllBe(text => report.Broken.Any(line => line.Contains(text, StringComparison.Ordinal)), $"{report}");
        report.BrokenInvariants.ShouldNotContain("I1", $"{report}");
    }
}
