namespace A2A.Server.Push.Ownership;

/// <summary>Whether the owner of an address wants webhooks.</summary>
internal abstract record ChallengeOutcome
{
    private ChallengeOutcome() { }

    public sealed record Wanted : ChallengeOutcome;

    /// <param name="Reason">What is wrong with the URL, to be read after its name. Nothing of the answer but its status is in it.</param>
    public sealed record NotWanted(string Reason) : ChallengeOutcome;

    /// <summary>The receiver was not asked: too many are asked at this moment.</summary>
    public sealed record Busy : ChallengeOutcome;
}
