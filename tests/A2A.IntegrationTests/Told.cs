namespace A2A.IntegrationTests;

/// <summary>What must be true of the webhooks of a task, whatever happened on the way.</summary>
internal static class Told
{
    public static void WholeInOrderAndVerified(this IReadOnlyList<Notification> heard)
    {
        heard.Select(notification => notification.Sequence).ShouldBe(Enumerable.Range(1, heard.Count));
        heard.ShouldAllBe(notification => notification.Verdict == "verified");
        heard[0].State.ShouldBe("submitted");
        heard[^1].State.ShouldBe("completed");
    }

    /// <summary>Each of the six steps was said once, and so done once: an artifact's webhook repeats the last word.</summary>
    public static void EveryStepOnce(this IReadOnlyList<Notification> heard) =>
        heard.Where(notification => notification.Text.Contains("Processing step") && !notification.Payload.TryGetProperty("artifacts", out _))
            .Select(notification => notification.Text[notification.Text.IndexOf("step", StringComparison.Ordinal)..][..8])
            .ShouldBe(["step 1/6", "step 2/6", "step 3/6", "step 4/6", "step 5/6", "step 6/6"]);
}
