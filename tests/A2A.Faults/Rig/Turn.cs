namespace A2A.Faults.Rig;

/// <summary>Two experiments run at a time, as one leaves half of two cores idle. One that measures times strictly has the machine to itself.</summary>
internal sealed class Turn : IDisposable
{
    private const int Most = 2;

    private static readonly SemaphoreSlim Places = new(Most);
    private static readonly SemaphoreSlim Entrance = new(1);

    private readonly int _places;

    private Turn(int places) => _places = places;

    /// <summary>Waits for it; disposing of it ends it.</summary>
    /// <param name="isAlone">Whether nothing else may run, in the full form.</param>
    public static async Task<Turn> TakeAsync(bool isAlone = false)
    {
        var token = TestContext.Current.CancellationToken;
        var places = isAlone && Run.IsFull ? Most : 1;
        await Entrance.WaitAsync(token); // one at a time, so that two do not wait for each other's places
        var taken = 0;
        try
        {
            for (; taken < places; taken++)
            {
                await Places.WaitAsync(token);
            }

            return new Turn(places);
        }
        catch when (taken > 0)
        {
            Places.Release(taken);
            throw;
        }
        finally
        {
            Entrance.Release();
        }
    }

    public void Dispose() => Places.Release(_places);
}
