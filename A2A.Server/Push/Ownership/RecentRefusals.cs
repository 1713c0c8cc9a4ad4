using A2A.Server.Http.Errors;

namespace A2A.Server.Push.Ownership;

/// <summary>Which owners have just refused, so that asking again and again costs them nothing. Of this replica only.</summary>
internal sealed class RecentRefusals(TimeProvider time)
{
    private const int Most = 1000;

    /// <summary>Short: after a receiver is mended, its owner wants to try it.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (ChallengeOutcome.NotWanted Refusal, DateTimeOffset Until)> _refusals = [];
    private readonly Lock _lock = new();

    public ChallengeOutcome.NotWanted? Find(string question)
    {
        lock (_lock)
        {
            return _refusals.TryGetValue(question, out var known) && known.Until > time.GetUtcNow() ? known.Refusal : null;
        }
    }

    public void Add(string question, ChallengeOutcome.NotWanted refusal)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_refusals.Count >= Most)
            {
                foreach (var (old, _) in _refusals.Where(entry => entry.Value.Until <= now).ToList())
                {
                    _refusals.Remove(old);
                }
            }

            if (_refusals.Count < Most)
            {
                _refusals[question] = (refusal, now + Keep);
            }
        }
    }
}
