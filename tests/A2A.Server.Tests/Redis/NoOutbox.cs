using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Redis;

/// <summary>The outbox of a replica that delivers nothing itself: it rings for others.</summary>
internal sealed class NoOutbox(IDoorbell doorbell) : IOutbox
{
    public Reservation? Reserve(Subscription subscription, string owner, PushConfig config) => null;

    public void Begin(Reservation reservation, TaskSnapshot task, TaskEvent written) => throw new InvalidOperationException("Nothing was reserved.");

    public void Confirm(Reservation reservation) => throw new InvalidOperationException("Nothing was reserved.");

    public void Tell(Subscription subscription, TaskEvent? written, bool isDue)
    {
        if (isDue)
        {
            doorbell.Ring(Bell.Deliveries, subscription.ToString());
        }
    }
}
