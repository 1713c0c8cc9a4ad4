namespace A2A.Bench.Results;

/// <summary>What went wrong while it was measured. None is the only good number.</summary>
internal sealed class Faults
{
    private readonly List<string> _texts = [];

    public long Count { get; private set; }

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Counts them; none is no fault.</summary>
    public void Add(long count, string what)
    {
        if (count > 0)
        {
            lock (_texts)
            {
                Count += count;
                _texts.Add($"{count} {what}");
            }
        }
    }

    /// <summary>Counts the webhooks of a measurement that were not the next event of their subscription.</summary>
    public void AddMisplaced(WebhookLedger ledger, string where)
    {
        var examples = string.Join("; ", ledger.Misplaced.Take(3));
        Add(ledger.Misplaced.Count, $"webhooks of {where} repeated, out of order or after a gap: {examples}");
    }
}
