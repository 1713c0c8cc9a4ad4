using A2A.Server.Agents;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>Four files of two seconds each; an artifact for every file, and a summary.</summary>
internal sealed class FileWork(Pace pace)
{
    private static readonly TimeSpan FileTime = TimeSpan.FromSeconds(2);
    private static readonly string[] Files = ["customer_data.csv", "financial_report.pdf", "ml_model.pkl", "audit_log.json"];

    public async Task RunAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        await task.WorkingAsync("📁 Processing multiple files...", cancellationToken);
        for (var number = 1; number <= Files.Length; number++)
        {
            await ProcessAsync(task, Files[number - 1], number, cancellationToken);
        }

        await task.AddTextAsync(
            "processing_summary",
            () => $"""
                📊 FILE PROCESSING SUMMARY

                Total Files: {Files.Length}
                Files Processed: {string.Join(", ", Files)}
                Completed: {pace.Now()}
                """,
            cancellationToken);
    }

    private async Task ProcessAsync(TaskUpdater task, string file, int number, CancellationToken cancellationToken)
    {
        await task.WorkAsync($"file-{number}", pace, FileTime, cancellationToken);
        await task.WorkingAsync($"📄 Processing {file}... ({number}/{Files.Length})", cancellationToken);
        await task.AddTextAsync(
            $"processed_{file.Replace('.', '_')}",
            () => $"""
                PROCESSED FILE: {file}
                Processing Time: {pace.Now()}
                File Size: {number * 2048} bytes (simulated)
                Checksum of the name: {Checksum.Of(file)}
                """,
            cancellationToken);
    }
}
