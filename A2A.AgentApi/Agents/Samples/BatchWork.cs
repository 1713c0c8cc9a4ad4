using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>Ten items in batches of two, three seconds each.</summary>
internal sealed class BatchWork(Pace pace)
{
    private const int Items = 10;
    private const int BatchSize = 2;
    private const int Batches = (Items + BatchSize - 1) / BatchSize;

    private static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(3);

    public async Task RunAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        await task.WorkingAsync("⚙️ Starting batch processing job...", cancellationToken);
        for (var first = 1; first <= Items; first += BatchSize)
        {
            var last = Math.Min(first + BatchSize - 1, Items);
            var items = string.Join(", ", Enumerable.Range(first, last - first + 1));
            await task.WorkingAsync($"📦 Processing batch: items [{items}] ({last}/{Items})", cancellationToken);
            await task.WorkAsync($"batch-{first}", pace, BatchTime, cancellationToken);
        }

        await task.AddTextAsync(
            "batch_processing_result",
            () => $"""
                🔄 BATCH PROCESSING COMPLETED

                Total Items Processed: {Items}
                Batch Size: {BatchSize}
                Batches Completed: {Batches}
                Processing Time: {pace.Say(BatchTime * Batches)}
                Completed: {pace.Now()}
                """,
            cancellationToken);
    }
}
