using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using A2A.Faults.Rig;
using A2A.Server.Tests.Push.Hostile;
using Microsoft.AspNetCore.Http;

namespace A2A.Faults.Experiments;

/// <summary>
/// F10 to F12, all at once: receivers that ask for patience, whose answers are slow or have no end, that lead elsewhere, that want no more.
/// </summary>
public sealed class HostileReceivers : IAsyncDisposable
{
    /// <summary>How many tasks have a slow receiver of each kind; four kinds hold a connection until its time is over.</summary>
    private const int Each = 25;
    private const int MostMemory = 50_000_000;

    /// <summary>How many connections there are at one time. A slow machine has fewer.</summary>
    private static readonly int LeastAtOnce = Run.Pick(2 * Each, 4 * Each);

    private static readonly int Events = Run.Pick(5, 11); // of a task
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(Run.Pick(1, 2));

    /// <summary>How late anything may be. In a short run other work of the machine is let pass.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(Run.Pick(20, 1));

    private static readonly int[] Patience = [429, 503];
    private static readonly int[] Redirects = [301, 302, 303, 307, 308];

    private readonly TcpListener _canary = new(IPAddress.Loopback, 0);
    private readonly RawEndpoint[] _slow =
        [.. HostileAnswers.Slow.Select(answer => new RawEndpoint(answer.First, answer.Then, answer.Pause))];

    private readonly ConcurrentQueue<TimeSpan> _stays = new();
    private Experiment? _experiment;

    [Fact]
    public async Task Whatever_receivers_answer_they_delay_no_others_take_little_memory_and_lead_nowhere()
    {
        _canary.Start(); // webhooks may go to loopback: nothing but the refusal of redirects keeps them away from it
        string[] inside = [$"http://{_canary.LocalEndpoint}/", "http://169.254.169.254/latest/meta-data/"];
        Func<Received, HttpContext, Task<bool>>[] answers =
        [
            HostileAnswers.Say(200),
            .. Patience.SelectMany(status => HostileAnswers.Wishes.Select(wish => HostileAnswers.Ask(status, wish))),
            .. Redirects.SelectMany(status => inside.Select(url => HostileAnswers.Say(status, url))),
            HostileAnswers.Say(410),
            .. new long?[] { null, HostileAnswers.Huge }.Select(
                length => HostileAnswers.Pour(length, received => _experiment!.Receiver.Keep(received), _stays.Enqueue)), // set below
        ];
        await using var experiment = _experiment = await StartAsync(answers);
        var replicas = experiment.Replicas.Live;
        var good = experiment.Receiver.Addresses[0];
        var began = DateTimeOffset.UtcNow;
        for (var round = 0; round < _slow.Length; round++)
        {
            await SubmitAsync(Enumerable.Repeat(good, Each)); // takes the memory that any load takes
            await experiment.RestedAsync();
        }

        var before = replicas.Select(replica => replica.Memory).ToList();
        var from = DateTimeOffset.UtcNow;
        experiment.Submit(5);

        Uri[] hostile = [.. experiment.Receiver.Addresses.Skip(1), .. _slow.SelectMany(slow => Enumerable.Repeat(new Uri(slow.Url), Each))];
        foreach (var some in hostile.Chunk(Each))
        {
            await SubmitAsync(some);
        }

        var memory = 0L;
        for (var look = 0; look < Run.Pick(40, 250); look++)
        {
            await experiment.PauseAsync(TimeSpan.FromMilliseconds(100));
            memory = Math.Max(memory, replicas.Zip(before, (replica, least) => replica.Memory - least).Max());
        }

        await experiment.StopSubmittingAsync();
        await experiment.RestedAsync();
        experiment.Fault(began, over: began); // an answer that a busy machine delays is waited for anew
        await HoldsAsync(experiment, from, memory, Redirects.Length * inside.Length * Events);
    }

    public async ValueTask DisposeAsync()
    {
        _canary.Dispose();
        foreach (var slow in _slow)
        {
            await slow.DisposeAsync();
        }
    }

    private Task<Experiment> StartAsync(Func<Received, HttpContext, Task<bool>>[] answers) => Experiment.StartAsync(
        new("F11", $"{_slow.Length * Each} tasks with receivers that never answer, drip a status line, headers or a body, or send 100 MB")
        {
            IsAlone = true,
            Endpoints = answers.Length,
            Answer = (received, http) => answers[received.Endpoint](received, http),
            Step = TimeSpan.FromMilliseconds(1),
            Settings =
            [
                ("Push__Timeout", $"{Timeout:c}"), ("Push__LongestDelay", $"{HostileAnswers.LongestDelay:c}"),
                ("Push__GiveUpAfter", "00:00:03"), ("Push__GiveUpRefusalAfter", "00:00:00"),
                ("Push__Concurrency", "128"), ("Push__ConcurrencyPerEndpoint", $"{Each}"), ("Push__Circuit__Failures", "1000000"),
            ],
        });

    private Task<string[]> SubmitAsync(IEnumerable<Uri> webhooks) =>
        Task.WhenAll(webhooks.Select(webhook => _experiment!.Load.SubmitAsync(isQuick: !Run.IsFull, webhook: webhook))); // set before

    private async Task HoldsAsync(Experiment experiment, DateTimeOffset from, long memory, int redirected)
    {
        var late = Receiver.P99(experiment.Receiver.Delays(endpoint => endpoint == 0, from, DateTimeOffset.MaxValue));
        var visits = _slow.SelectMany(slow => slow.Visits).ToList();
        var stay = visits.Select(visit => TimeProvider.System.GetElapsedTime(visit.Came, visit.Left)).Concat(_stays).Max();
        var connections = AtOnce(visits);
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $": {connections} connections, {stay.TotalSeconds:0.0} s at most; {memory / 1e6:0} MB; p99 of the others {late.TotalSeconds:0.00} s late");
        TestContext.Current.TestOutputHelper?.WriteLine($"F11{measured}");
        var refused = (await new Logs(experiment.Database).ReasonsAsync()).Count(
            reason => reason.EndsWith("redirects are not followed", StringComparison.Ordinal));
        (bool IsSo, string What)[] wrong =
        [
            (connections < LeastAtOnce, "F11: too few connections"),
            (stay > Timeout + Late, "F11: an attempt does not end"),
            (memory > MostMemory, "F11: too much memory"),
            (late > Late, "F11: the others are delayed"),
            (refused != redirected, $"F12: {refused} of {redirected} redirects are refused"),
            (_canary.Pending(), "F12: a redirect is followed"),
        ];
        List<string> broken = [.. WrongTimes(experiment), .. wrong.Where(each => each.IsSo).Select(each => each.What + measured)];
        ResultsTable.Add("F10", "429 and 503 with Retry-After: seconds, a date, absurd, negative, junk", "holds");
        ResultsTable.Add("F12", "redirects to loopback and to a metadata address; 410", "holds");
        await experiment.HoldsAsync(
            Settings.Recovery, deadLetters: (_slow.Length * Each * Events) + redirected, measured: measured, others: broken);
    }

    private static int AtOnce(List<(long Came, long Left)> visits)
    {
        var (now, most) = (0, 0);
        foreach (var (_, change) in visits.SelectMany(visit => new[] { (visit.Came, 1), (visit.Left, -1) }).Order())
        {
            now += change;
            most = Math.Max(most, now);
        }

        return most;
    }

    // What was put off comes again when its receiver wants it: not earlier, and not much later.
    private static IEnumerable<string> WrongTimes(Experiment experiment) =>
        from delivery in experiment.Receiver.All.GroupBy(received => (received.Endpoint, received.Id))
        where !delivery.First().IsAccepted && delivery.Key.Endpoint <= Patience.Length * HostileAnswers.Wishes.Length
        let first = delivery.First().At
        let wish = HostileAnswers.Wishes[(delivery.Key.Endpoint - 1) % HostileAnswers.Wishes.Length](first)
        let again = delivery.Skip(1).FirstOrDefault()?.At
        where again is null || again < wish.Until || again > wish.Until + (Late * 2)
        select $"F10: Retry-After {wish.Text} at {first:HH:mm:ss.fff}, again at {again:HH:mm:ss.fff}";
}
