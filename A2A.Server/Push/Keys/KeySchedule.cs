namespace A2A.Server.Push.Keys;

/// <summary>Decides, by the store's time, which key signs, which are published, and when it is time for another one.</summary>
/// <param name="RotateEvery">How long a key signs.</param>
/// <param name="PublishAhead">How long it is published before.</param>
/// <param name="KeepRetired">How long it is published after.</param>
internal sealed record KeySchedule(TimeSpan RotateEvery, TimeSpan PublishAhead, TimeSpan KeepRetired)
{
    public static KeySchedule Of(SigningOptions options) => new(options.RotateEvery, options.PublishAhead, options.KeepRetired);

    /// <summary>The key that signs: the newest that may sign by now. If the clock was put back before all of them, the oldest.</summary>
    public static SigningKey Current(IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        var ordered = InOrder(keys);
        return ordered[PlaceOfCurrent(ordered, now)];
    }

    /// <summary>The key that will sign next; null when none is published yet.</summary>
    public static SigningKey? Next(IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        var ordered = InOrder(keys);
        return ordered.ElementAtOrDefault(PlaceOfCurrent(ordered, now) + 1);
    }

    /// <summary>What is published: first the key that signs, then those to come, then those that signed, the latest first.</summary>
    public IReadOnlyList<PublishedKey> Published(IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        var ordered = InOrder(keys);
        var current = PlaceOfCurrent(ordered, now);
        var listed = ordered.Select((key, place) => new PublishedKey(
            key,
            place < current ? SigningKeyState.Retired : place == current ? SigningKeyState.Current : SigningKeyState.Next,
            place < ordered.Count - 1 ? ordered[place + 1].SignsFrom + KeepRetired : null)).ToList();
        return
        [
            .. listed.Skip(current),
            .. listed.Take(current).Where(key => key.PublishedUntil > now).Reverse(),
        ];
    }

    /// <summary>Whether the next key must be published now, so that it can sign when the time of the current one is over.</summary>
    public bool IsTimeToRotate(IReadOnlyList<SigningKey> keys, DateTimeOffset now) =>
        Next(keys, now) is null && now + PublishAhead >= Current(keys, now).SignsFrom + RotateEvery;

    private static List<SigningKey> InOrder(IReadOnlyList<SigningKey> keys) =>
        keys.OrderBy(key => key.SignsFrom).ThenBy(key => key.Kid, StringComparer.Ordinal).ToList();

    private static int PlaceOfCurrent(List<SigningKey> ordered, DateTimeOffset now) =>
        Math.Max(0, ordered.FindLastIndex(key => key.SignsFrom <= now));
}
