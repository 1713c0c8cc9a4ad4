namespace A2A.Faults.Rig;

/// <summary>What the checker found.</summary>
internal sealed record Report
{
    public required int Acknowledged { get; init; }

    /// <summary>Submits that were refused or not answered; each was repeated until it was acknowledged.</summary>
    public required int Refused { get; init; }

    /// <summary>How many events the logs of all tasks hold.</summary>
    public required int Events { get; init; }

    public required int Faults { get; init; }

    /// <summary>Acknowledged tasks that are gone, and events that neither their receiver nor the dead letters have.</summary>
    public required int Losses { get; init; }

    /// <summary>When what is lost was acknowledged.</summary>
    public IReadOnlyList<DateTimeOffset> LostAt { get; init; } = [];

    /// <summary>Requests beyond the first of a delivery that was accepted.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Each delivery that was repeated, with its attempts.</summary>
    public IReadOnlyList<string> Repeated { get; init; } = [];

    public required int DeadLetters { get; init; }

    /// <summary>The longest time that a task or a delivery with something to do stood still, from the last fault in that time on.</summary>
    public required TimeSpan LongestRecovery { get; init; }

    /// <summary>What that was waited for.</summary>
    public string LongestOf { get; init; } = "";

    /// <summary>Broken invariants, each with its number in front: <c>I1: …</c>.</summary>
    public required IReadOnlyList<string> Broken { get; init; }

    /// <summary>The numbers of the broken invariants.</summary>
    public IEnumerable<string> BrokenInvariants => Broken.Select(line => line.Split(':')[0]).Distinct().Order();

    public override string ToString()
    {
        var counts = $"{Events} events of {Acknowledged} acknowledged submits ({Refused} refused), {Faults} faults, {Losses} losses, "
            + $"{Duplicates} duplicates, {DeadLetters} dead letters, longest recovery {LongestRecovery:mm\\:ss\\.f} {LongestOf}";
        return string.Join("\n  ", [counts, .. Broken.Take(20)]);
    }
}
