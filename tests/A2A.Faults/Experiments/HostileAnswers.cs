using System.Globalization;
using A2A.Faults.Rig;
using Microsoft.AspNetCore.Http;

namespace A2A.Faults.Experiments;

/// <summary>What the receivers of <see cref="HostileReceivers"/> answer.</summary>
internal static class HostileAnswers
{
    public const int Huge = 100 * 1024 * 1024;

    /// <summary>The longest delay of the replicas, and the shortest: the first one, less a fifth.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] Junk = new byte[64 * 1024];

    /// <summary>Nothing, a slow status line, slow headers, a slow body; and 100 MB as fast as they are taken.</summary>
    public static readonly (string First, string Then, TimeSpan Pause)[] Slow =
    [
        ("", "", Drip),
        ("", "H", Drip),
        ("HTTP/1.1 200 OK\r\n", "X-Drip: 1\r\n", Drip),
        ("HTTP/1.1 500 Error\r\nContent-Length: 1000\r\n\r\n", "x", Drip),
        ($"HTTP/1.1 500 Error\r\nContent-Length: {Huge}\r\n\r\n", new string('x', Junk.Length), TimeSpan.Zero),
    ];

    /// <summary>What Retry-After says, and until when nothing may come: it is capped, and what makes no sense changes nothing.</summary>
    public static readonly Func<DateTimeOffset, (string Text, DateTimeOffset Until)>[] Wishes =
    [
        now => ("1", now + TimeSpan.FromSeconds(1)),
        now => Date(now + TimeSpan.FromSeconds(2)),
        now => ("86400", now + LongestDelay),
        now => ("99999999999999999999", now + LongestDelay),
        now => ("Fri, 31 Dec 9999 23:59:59 GMT", now + LongestDelay),
        now => ("-5", now + ShortestDelay),
        now => ("1.5", now + ShortestDelay),
        now => ("soon", now + ShortestDelay),
        now => ("Thu, 01 Jan 1970 00:00:00 GMT", now + ShortestDelay),
    ];

    public static Func<Received, HttpContext, Task<bool>> Say(int status, string? location = null) => (_, http) =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = location;
        return Task.FromResult(true);
    };

    /// <summary>Puts first attempts off; in a short run that of the first event alone.</summary>
    /// <param name="status">429 or 503.</param>
    /// <param name="wish">One of <see cref="Wishes"/>.</param>
    public static Func<Received, HttpContext, Task<bool>> Ask(
        int status, Func<DateTimeOffset, (string Text, DateTimeOffset Until)> wish) => (received, http) =>
        {
            if (received.Attempt == "1" && (Run.IsFull || received.Delivery.Event.Number == 1))
            {
                http.Response.StatusCode = status;
                http.Response.Headers.RetryAfter = wish(received.At).Text;
            }

            return Task.FromResult(true);
        };

    /// <summary>Takes the event, and sends a body for as long as it is taken.</summary>
    /// <param name="length">How long it would be; null = without end.</param>
    /// <param name="keep">Counts the event as received, before the next one comes.</param>
    /// <param name="left">Told how long the sender was there.</param>
    public static Func<Received, HttpContext, Task<bool>> Pour(long? length, Action<Received> keep, Action<TimeSpan> left) =>
        async (received, http) =>
        {
            var began = TimeProvider.System.GetTimestamp();
            keep(received with { IsAccepted = true });
            http.Response.ContentLength = length;
            for (var rest = length ?? long.MaxValue; rest > 0 && !http.RequestAborted.IsCancellationRequested; rest -= Junk.Length)
            {
                await http.Response.Body.WriteAsync(Junk, CancellationToken.None);
            }

            left(TimeProvider.System.GetElapsedTime(began));
            return false;
        };

    private static (string Text, DateTimeOffset Until) Date(DateTimeOffset time) =>
        (time.ToString("r", CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()));
}
