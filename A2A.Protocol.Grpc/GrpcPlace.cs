using System.Globalization;

namespace A2A.Protocol.Grpc;

/// <summary>
/// A place in the log of a task: so many events behind one that the server named. Items of gRPC have no ids, and a log never changes.
/// </summary>
/// <param name="Named">What the server named.</param>
/// <param name="Behind">How many events have come since.</param>
internal readonly record struct GrpcPlace(string Named, int Behind)
{
    /// <summary>The metadata that names a place, in requests and answers.</summary>
    public const string Key = "last-event-id";

    /// <summary>Reads <c>1764494394123-7+3</c>. Anything else is a name itself: ids of other bindings are places, too.</summary>
    public static GrpcPlace Of(string eventId) =>
        eventId.LastIndexOf('+') is >= 0 and var plus
        && int.TryParse(eventId.AsSpan(plus + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var behind)
            ? new(eventId[..plus], behind)
            : new(eventId, 0);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Named}+{Behind}");
}
