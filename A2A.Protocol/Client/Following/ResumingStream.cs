using System.Runtime.CompilerServices;
using A2A.Protocol.Client.Wire;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client.Following;

/// <summary>One stream over as many connections as it takes.</summary>
/// <remarks>
/// A server with event ids goes on after the last one: no gap, no repeat. A server without begins each connection with
/// the task as it is (A2A 1.0, section 3.1.6): what happened between is in it, and the caller gets it as an item.
/// </remarks>
internal sealed class ResumingStream(IDialect dialect, IChannel channel, string? tenant, A2AClientOptions options)
{
    /// <summary>Follows from a first call on. When that cannot be made, the caller hears so at once.</summary>
    public async IAsyncEnumerable<StreamItem> FollowAsync(
        Call<StreamResponse> first, StreamPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attempts = new Attempts(options);
        var connection = await channel.OpenAsync(first, place.LastEventId, cancellationToken);
        for (var isFirst = true; ; isFirst = false)
        {
            using (connection)
            {
                await foreach (var item in ReadAsync(connection, isFirst, place, attempts, cancellationToken))
                {
                    yield return item;
                }

                if (place.EndAt(connection.EndedAt))
                {
                    attempts.Reset(); // also where all of its events were passed over
                }
            }

            if (place.IsOver || (attempts.Failure is null && (place.MayEnd || attempts.AreOff)))
            {
                yield break;
            }

            var next = await ReopenAsync(place, attempts, cancellationToken);
            if (next.Ended is { } task)
            {
                if (place.Take(new(null, null, new StreamResponse { Task = task })) is { } last)
                {
                    yield return last;
                }

                yield break;
            }

            connection = next.Connection!;
        }
    }

    /// <summary>The news of one connection. How it broke is in <paramref name="attempts"/>.</summary>
    private static async IAsyncEnumerable<StreamItem> ReadAsync(
        EventConnection<StreamResponse> connection,
        bool isFirst,
        StreamPlace place,
        Attempts attempts,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        attempts.Failure = null;
        var mayBeRefused = !isFirst; // the caller hears of the first connection's refusal
        await using var answers = connection.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (!place.IsOver && await MovedAsync())
        {
            mayBeRefused = false;
            attempts.Wish = answers.Current.Reconnection ?? attempts.Wish;
            if (place.Take(answers.Current) is { } item)
            {
                attempts.Reset();
                yield return item;
            }
        }

        async Task<bool> MovedAsync()
        {
            try
            {
                return await answers.MoveNextAsync() || (place.TaskId is null ? throw EndedBeforeItBegan() : false);
            }
            catch (Exception e) when (place.TaskId is not null && Breaks.MayPass(e, cancellationToken))
            {
                attempts.Failure = e;
                return false;
            }
            catch (A2AException e) when (mayBeRefused && (HasNoStream(e) || DoesNotKnowEvent(e, place)))
            {
                // Servers of 0.3 refuse a stream by its only event.
                attempts.Failure = e;
                return false;
            }
        }
    }

    private async Task<Reopened> ReopenAsync(StreamPlace place, Attempts attempts, CancellationToken cancellationToken)
    {
        while (true)
        {
            var refusal = attempts.Failure as A2AException;
            if (refusal is not null && DoesNotKnowEvent(refusal, place))
            {
                place.ForgetEventId(); // the task as it is tells what was missed
            }

            try
            {
                if (refusal is not null && HasNoStream(refusal))
                {
                    return new(null, await EndOfAsync(place, refusal, cancellationToken));
                }
            }
            catch (Exception e) when (Breaks.MayPass(e, cancellationToken))
            {
                attempts.Failure = e;
            }

            await attempts.PauseAsync(cancellationToken);
            try
            {
                var subscribe = dialect.Subscribe(new SubscribeToTaskRequest { Tenant = tenant, Id = place.TaskId! });
                return new(await channel.OpenAsync(subscribe, place.LastEventId, cancellationToken), null);
            }
            catch (Exception e) when (Breaks.MayPass(e, cancellationToken)
                || (e is A2AException refused && (HasNoStream(refused) || DoesNotKnowEvent(refused, place))))
            {
                attempts.Failure = e;
            }
        }
    }

    /// <summary>An ended task cannot be subscribed to (A2A 1.0, section 3.1.6): then the task itself is the last item.</summary>
    private async Task<AgentTask> EndOfAsync(StreamPlace place, A2AException refusal, CancellationToken cancellationToken)
    {
        var task = await channel.CallAsync(
            dialect.GetTask(new GetTaskRequest { Tenant = tenant, Id = place.TaskId! }), cancellationToken);
        return place.WouldEndWith(task.Status.State) ? task : throw refusal;
    }

    private static bool HasNoStream(A2AException refusal) =>
        refusal.Code is A2AErrorCode.UnsupportedOperation or A2AErrorCode.MethodNotFound;

    /// <summary>The server does not know the last event id, or no longer.</summary>
    private static bool DoesNotKnowEvent(A2AException refusal, StreamPlace place) =>
        refusal.Code is A2AErrorCode.InvalidParams && place.LastEventId is not null;

    private static A2AException EndedBeforeItBegan() => new(
        "The stream ended before its first event, so whether the message was taken in is not known; send it again with the same messageId.",
        null,
        null);

    /// <summary>A new connection, or the task when it has ended meanwhile.</summary>
    private readonly record struct Reopened(EventConnection<StreamResponse>? Connection, AgentTask? Ended);
}
