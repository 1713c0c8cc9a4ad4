using System.Globalization;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F9: some of many endpoints answer 500 for a while, and are slow in doing so.</summary>
public sealed class FailingEndpoints
{
    private const int Endpoints = 20;
    private const int Failing = 5;
    private const int WithoutCircuits = 1_000_000;

    /// <summary>
    /// With the places and the circuits that are the default; the control, with few places and without circuits, in the full form alone.
    /// </summary>
    public static readonly TheoryData<string, int, int> Bounds =
        Run.IsFull ? new() { { "F9", 64, 10 }, { "F9 control", 4, WithoutCircuits } } : new() { { "F9", 64, 10 } };

    /// <summary>A delay that no one notices, however short it was before.</summary>
    private static readonly TimeSpan Unnoticed = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>When what waits is due at the latest. In a short run other work of the machine is let pass.</summary>
    private static readonly TimeSpan Schedule =
        LongestPause + (FirstPause * 2) + (LongestDelay * 1.2) + TimeSpan.FromSeconds(Run.Pick(30, 2));

    /// <summary>By how much failing endpoints may delay the others: in a short run there are too few events for a percentile.</summary>
    private static readonly TimeSpan LongestDelayOfOthers = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Bounds))]
    public async Task Endpoints_that_fail_delay_no_others_and_get_everything_in_order_afterwards(string name, int places, int failures)
    {
        var isFailing = false;
        await using var experiment = await StartAsync(name, places, failures, () => Volatile.Read(ref isFailing));
        experiment.Load.Webhooks = experiment.Receiver.Addresses;
        experiment.Submit(Run.Pick(12, 18));
        await Eventually.TrueAsync(() => Task.FromResult(experiment.Receiver.All.Count > 0), "webhooks come");
        await experiment.PauseAsync(TimeSpan.FromSeconds(Run.Pick(1, 5))); // the first ones are slow by themselves
        var began = DateTimeOffset.UtcNow;
        await experiment.PauseAsync(TimeSpan.FromSeconds(Run.Pick(1, 60)));
        var from = DateTimeOffset.UtcNow;
        Volatile.Write(ref isFailing, true);
        await experiment.PauseAsync(TimeSpan.FromSeconds(Run.Pick(3, 60)));
        Volatile.Write(ref isFailing, false);
        var over = DateTimeOffset.UtcNow;
        experiment.Fault(from);
        await experiment.StopSubmittingAsync();
        await experiment.RestedAsync();

        experiment.Receiver.All.ShouldContain(received => !received.IsAccepted);
        var (before, during) = (Others(experiment, began, from), Others(experiment, from, over));
        var isDelayed = Run.Pick(during[^1] > LongestDelayOfOthers, Receiver.P99(during) > Max(Receiver.P99(before) * 2, Unnoticed));
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $": p99 of the others' delivery time {Receiver.P99(during).TotalMilliseconds:0} ms, before {Receiver.P99(before).TotalMilliseconds:0} ms");
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}{measured}, the longest {during[^1]} of {during.Count}");
        if (failures == WithoutCircuits)
        {
            isDelayed.ShouldBeTrue(measured);
            ResultsTable.Add(name, $"the same with {places} places and without circuits{measured}", "the experiment sees it");
            return;
        }

        await experiment.HoldsAsync(
            Schedule, mayRepeat: false, measured: measured, others: isDelayed ? [$"the others are delayed{measured}"] : []);
    }

    private static Task<Experiment> StartAsync(string name, int places, int failures, Func<bool> isFailing) => Experiment.StartAsync(
        new(name, $"{Failing} of {Endpoints} endpoints answer 500 for 60 s, after half a second each time")
        {
            IsAlone = true,
            Endpoints = Endpoints,
            Answer = async (received, http) =>
            {
                if (received.Endpoint < Failing && isFailing())
                {
                    await Task.Delay(Slow, CancellationToken.None);
                    http.Response.StatusCode = 500;
                }

                return true;
            },
            Settings =
            [
                .. Settings.Patient,
                ("Push__Concurrency", $"{places}"), ("Push__MaxAttempts", "100"), ("Push__LongestDelay", $"{LongestDelay:c}"),
                ("Push__Circuit__Failures", $"{failures}"),
                ("Push__Circuit__FirstPause", $"{FirstPause:c}"), ("Push__Circuit__LongestPause", $"{LongestPause:c}"),
            ],
        });

    private static IReadOnlyList<TimeSpan> Others(Experiment experiment, DateTimeOffset from, DateTimeOffset to) =>
        experiment.Receiver.Delays(endpoint => endpoint >= Failing, from, to);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
