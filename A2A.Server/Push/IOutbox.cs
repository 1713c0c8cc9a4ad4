using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>The webhooks of the events that this replica writes: it delivers them itself as long as it has places for that.</summary>
/// <remarks>
/// Before an event is written, places are reserved. The write takes the reserved deliveries, and says what else is due.
/// Then they begin.
/// </remarks>
internal interface IOutbox
{
    /// <summary>
    /// Reserves what it takes to deliver a subscription's next event at once: a turn, and a place at the endpoint. Null when
    /// there is none.
    /// </summary>
    Reservation? Reserve(Subscription subscription, string owner, PushConfig config);

    /// <summary>Begins a delivery that was taken under the reservation's token.</summary>
    /// <param name="reservation">Ends with the delivery.</param>
    /// <param name="task">The task.</param>
    /// <param name="written">The event, which follows the subscription's cursor.</param>
    void Begin(Reservation reservation, TaskSnapshot task, TaskEvent written);

    /// <summary>
    /// The answer to the write is lost: whether the delivery was taken under the reservation's token is asked, and then it begins.
    /// </summary>
    void Confirm(Reservation reservation);

    /// <summary>An event was written without its delivery being taken.</summary>
    /// <param name="subscription">Is told of it.</param>
    /// <param name="written">The event; null when it is not at hand.</param>
    /// <param name="isDue">True when the subscription is due now; false when it is held, or waits for a retry.</param>
    void Tell(Subscription subscription, TaskEvent? written, bool isDue);
}

/// <summary>A place for one delivery, taken before its event is written. Dispose it when nothing came of it.</summary>
/// <param name="Subscription">The subscription to be told.</param>
/// <param name="Config">Its config.</param>
/// <param name="Token">Will prove the lease.</param>
/// <param name="Since">When it was made, as a timestamp: no lease under the token begins earlier.</param>
/// <param name="Place">At the endpoint.</param>
/// <param name="GiveBack">Gives the turn back.</param>
internal sealed record Reservation(
    Subscription Subscription, PushConfig Config, string Token, long Since, IDisposable Place, Action GiveBack) : IDisposable
{
    private bool _isOver;

    /// <summary>It has become a delivery: place and turn end with that.</summary>
    public void Begun() => _isOver = true;

    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            Place.Dispose();
            GiveBack();
        }
    }
}
