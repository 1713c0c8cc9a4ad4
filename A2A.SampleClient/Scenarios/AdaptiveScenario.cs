using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>
/// The client takes the best way that the agent has: a webhook, else a stream, else polling. It is played twice: with a webhook, and
/// by a client that has none.
/// </summary>
internal static class AdaptiveScenario
{
    private const string Text = "A quick check of the figures";

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        return Verdict.Of([
            .. await FollowAsync(stage, webhook, cancellationToken),
            .. await FollowAsync(stage, webhook: null, cancellationToken)]);
    }

    private static async Task<IReadOnlyList<Check>> FollowAsync(
        Stage stage, TaskPushNotificationConfig? webhook, CancellationToken cancellationToken)
    {
        stage.Announce(Text, webhook);
        switch (await stage.Agent.SendAndFollowAsync(Stage.Say(Text), new FollowOptions { Webhook = webhook }, cancellationToken))
        {
            case FollowOutcome.Pushed pushed:
                stage.Screen.Say("The agent sends webhooks: it tells of the end");
                stage.Saw(pushed.Task);
                var heard = await stage.HearToTheEndAsync(pushed.Task.Id, cancellationToken);
                return [.. Checks.Of(heard), Checks.Completed(await stage.FetchAsync(pushed.Task.Id, cancellationToken))];
            case FollowOutcome.Followed followed:
                stage.Screen.Say($"{(webhook is null ? "Without a webhook" : "The agent sends no webhooks")}: followed by {followed.By}");
                stage.Screen.ShowResult(stage.Saw(followed.Task));
                return [Checks.Completed(followed.Task), Checks.HasArtifacts(followed.Task)];
            default:
                throw Stage.NoTask();
        }
    }
}
