using System.Runtime.InteropServices;

namespace A2A.Bench;

/// <summary>A run as a table.</summary>
internal static class Report
{
    private const int MostWarnings = 10;

    public static void Write(BenchOptions options, BenchResult result, TextWriter to)
    {
        to.WriteLine($"{Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}), {RuntimeInformation.FrameworkDescription}, "
            + $"Redis {result.RedisVersion} with appendfsync always; {options.Replicas} replicas, {options.Clients} clients, {options.Seconds} s");
        to.WriteLine();
        to.WriteLine("| loop                 |    count |  per second |  p50 ms |  p95 ms |  p99 ms |");
        to.WriteLine("|----------------------|---------:|------------:|--------:|--------:|--------:|");
        Row("HTTP echo", result.Echoes, to);
        Row("SET, fsynced", result.Sets, to);
        Row("submit, acknowledged", result.Submits, to);
        Row("event, in the log", result.Events, result.EventTime, to);
        Row("webhook, received", result.Ledger.Received, result.WebhookTime, to);
        to.WriteLine();
        WriteRatios(result, to);
        WriteFaults(result, to);
    }

    private static void WriteRatios(BenchResult result, TextWriter to)
    {
        var (submits, webhooks, usage) = (result.Submits.PerSecond, result.Ledger.Received / result.WebhookTime.TotalSeconds, result.Usage);
        var seconds = result.WebhookTime.TotalSeconds;
        to.WriteLine($"submits / echoes               {submits / result.Echoes.PerSecond:0.000}");
        to.WriteLine($"submits / fsynced SETs         {submits / result.Sets.PerSecond:0.000}");
        to.WriteLine($"webhooks / echoes              {webhooks / result.Echoes.PerSecond:0.000}");
        to.WriteLine($"last submit to last webhook    {result.Lag.TotalSeconds:0.00} s");
        to.WriteLine($"Redis commands per task        {usage.Commands / Math.Max(1, result.Acknowledged):0}, those in scripts among them");
        to.WriteLine($"cores used                     replicas {usage.Replicas / seconds:0.00}, Redis {usage.Redis / seconds:0.00}, clients and receiver {usage.Bench / seconds:0.00}");
    }

    private static void WriteFaults(BenchResult result, TextWriter to)
    {
        to.WriteLine($"refused submits                {result.Refusals.Count}");
        to.WriteLine($"lost tasks                     {result.LostTasks}");
        to.WriteLine($"webhooks missing               {result.Missing}");
        to.WriteLine($"webhooks out of order          {result.Ledger.OutOfOrder}");
        to.WriteLine($"webhooks repeated              {result.Ledger.Repeated}");
        to.WriteLine(result.IsFaultless ? "verdict                        every task told once, wholly and in order" : "verdict                        FAULTY");
        foreach (var line in result.Refusals.Distinct().Concat(result.Warnings).Take(MostWarnings))
        {
            to.WriteLine($"  {line}");
        }
    }

    private static void Row(string what, LoopResult loop, TextWriter to) => to.WriteLine(
        $"| {what,-20} | {loop.Count,8} | {loop.PerSecond,11:0} | {loop.Percentile(0.50),7:0.00} | {loop.Percentile(0.95),7:0.00} | {loop.Percentile(0.99),7:0.00} |");

    private static void Row(string what, long count, TimeSpan elapsed, TextWriter to) => to.WriteLine(
        $"| {what,-20} | {count,8} | {count / elapsed.TotalSeconds,11:0} | {"",7} | {"",7} | {"",7} |");
}
