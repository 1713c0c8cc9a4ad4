using System.ComponentModel;
using A2A.Server.Push;
using A2A.Server.Push.Keys;

namespace A2A.Server.Operations;

internal sealed record DeadLetterList(
    [property: Description("Oldest first.")] IReadOnlyList<DeadLetterEntry> DeadLetters,
    [property: Description("The `after` of the next page; absent when there is none.")] string? Next)
{
    public static DeadLetterList Of(DeadLetterPage page) => new(page.Letters.Select(DeadLetterEntry.Of).ToList(), page.Next?.ToString());
}

internal sealed record DeadLetterEntry(
    [property: Description("Names the dead letter in further requests.")] string Id,
    [property: Description("The id that its attempts had, and that a replay has again.")] string DeliveryId,
    [property: Description("Absent for an entry that could not be read.")] string? TaskId,
    string? ConfigId,
    [property: Description("To whom the task belongs.")] string? Owner,
    [property: Description("The event's number in the task's log, from 1.")] long Sequence,
    [property: Description("Why it was given up.")] string Reason,
    [property: Description("The receiver's URL without its query; absent when it is not known.")] string? Endpoint,
    [property: Description(AttemptEntry.AnswerIs)] string? Answer,
    int Attempts,
    DateTimeOffset BuriedAt)
{
    public static DeadLetterEntry Of(DeadLetter letter) => new(
        letter.Id.ToString(),
        letter.DeliveryId,
        letter.TaskId,
        letter.ConfigId,
        letter.Owner,
        letter.Sequence,
        letter.Reason,
        letter.Endpoint,
        letter.Answer,
        letter.Attempts,
        letter.BuriedAt);
}

internal sealed record ReplayAnswer(
    [property: Description("How many are due again, and no dead letters any more.")] long Due,
    [property: Description("How many cannot be sent, and stay.")] long Left);

internal sealed record PurgeAnswer([property: Description("How many were removed for ever.")] long Purged);

internal sealed record AttemptList(
    [property: Description("The newest attempts, oldest first; how many are kept is bounded.")] IReadOnlyList<AttemptEntry> Attempts);

internal sealed record AttemptEntry(
    DateTimeOffset At,
    string DeliveryId,
    [property: Description("From 1.")] int Attempt,
    [property: Description("The receiver's URL without its query.")] string Endpoint,
    [property: Description("The HTTP status; absent when there was no answer.")] int? Status,
    double DurationMilliseconds,
    [property: Description("What it meant: delivered, try-again, give-up or ended.")] string Verdict,
    [property: Description("Why it was not delivered.")] string? Reason,
    [property: Description(AttemptEntry.AnswerIs)] string? Answer)
{
    public const string AnswerIs = "The first 256 characters of an answer that was no success; absent when there was none.";

    public static AttemptEntry Of(AttemptRecord attempt) => new(
        attempt.At,
        attempt.DeliveryId,
        attempt.Attempt,
        attempt.Endpoint,
        attempt.Status,
        attempt.Duration.TotalMilliseconds,
        attempt.Verdict,
        attempt.Reason,
        attempt.Answer);
}

internal sealed record SubscriptionList(
    [property: Description("In the order of their ids.")] IReadOnlyList<SubscriptionEntry> Subscriptions);

internal sealed record SubscriptionEntry(
    string ConfigId,
    [property: Description("active, failing or ended.")] string State,
    [property: Description("Failed attempts at the event now due.")] int FailedAttempts,
    [property: Description("The last reason why it is failing, or why it has ended.")] string? Reason,
    [property: Description("When its first attempt since its last delivery failed; absent when none has.")]
    DateTimeOffset? FailingSince,
    [property: Description("When it is due next; absent when nothing is due.")] DateTimeOffset? DueAt)
{
    public static SubscriptionEntry Of(SubscriptionStatus status) => new(
        status.ConfigId,
        status.State.ToString().ToLowerInvariant(),
        status.FailedAttempts,
        status.Reason,
        status.FailingSince,
        status.DueAt);
}

internal sealed record EndpointList(
    [property: Description("Every endpoint that is failing, in the order of their names.")] IReadOnlyList<EndpointEntry> Endpoints);

internal sealed record EndpointEntry(
    [property: Description("Host and port.")] string Endpoint,
    [property: Description("Whose webhooks fail there.")] string Owner,
    [property: Description("Attempts in a row that have failed, of all replicas.")] int Failures,
    [property: Description("Until when nothing is sent; absent when its circuit is closed.")] DateTimeOffset? OpenUntil)
{
    public static EndpointEntry Of(HostCircuit circuit) => new(circuit.Endpoint, circuit.Owner, circuit.Failures, circuit.OpenUntil);
}

internal sealed record KeyList([property: Description("First the one that signs.")] IReadOnlyList<KeyEntry> Keys);

internal sealed record KeyEntry(
    [property: Description("Its name in signatures and in the published set.")] string Kid,
    [property: Description("next, current or retired.")] string State,
    DateTimeOffset Created,
    [property: Description("When it begins, or began, to sign.")] DateTimeOffset SignsFrom,
    [property: Description("When it leaves the published set; absent while no other key is to follow it.")] DateTimeOffset? PublishedUntil)
{
    public static KeyEntry Of(ListedKey key) =>
        new(key.Kid, key.State.ToString().ToLowerInvariant(), key.Created, key.SignsFrom, key.PublishedUntil);
}

internal sealed record NextKey(string Kid, [property: Description("When it begins to sign.")] DateTimeOffset SignsFrom);
