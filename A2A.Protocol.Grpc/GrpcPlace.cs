using System.Globalization;

namespace A2A.Protocol.Grpc;

/// <summary>
/// A place in the log of a task: so many events behind one whose id the server named. Items of gRPC have no ids, and a log never changes.
/// </summary>
/// <param name="AnchorEventId">The id that the server named.</param>
/// <param name="EventsBehind">How many events have come since.</param>
internal readonly record struct GrpcPlace(string AnchorEventId, int EventsBehind)
{
    /// <summary>The metadata with the id of an event, in requests and answers.</summary>
    public const string Key = "last-event-id";

    /// <summary>Reads <c>1764494394123-7+3</c>. Anything else is an id itself, as the other bindings have them.</summary>
    public static GrpcPlace Of(string eventId) =>
        eventId.LastIndexOf('+') is >= 0 and var plus
        && int.TryParse(eventId.AsSpan(plus + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var events)
            ? new(eventId[..plus], events)
            : new(eventId, 0);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AnchorEventId}+{EventsBehind}");
}
