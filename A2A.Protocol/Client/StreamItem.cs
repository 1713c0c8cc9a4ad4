namespace A2A.Protocol.Client;

/// <summary>One event of a stream, and the point from which the stream can be taken up again.</summary>
/// <param name="EventId">
/// The server's last event id as of this item, to be given to <see cref="A2AClient.SubscribeAsync"/>; null when the
/// server gives none.
/// </param>
/// <param name="Response">What happened.</param>
public sealed record StreamItem(string? EventId, StreamResponse Response);
