using System.Diagnostics;

namespace A2A.IntegrationTests.Interop;

/// <summary>Runs what Node.js runs: a folder with a <c>package-lock.json</c> and scripts.</summary>
internal static class JavaScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Why nothing can be run here; null when it can.</summary>
    public static string? Missing() =>
        CanStart("node") && CanStart("npm") ? null : "Node.js 20 or later with npm is not installed, so the JavaScript SDK cannot be tried.";

    /// <summary>Installs what the folder's lock file names.</summary>
    public static async Task InstallAsync(string folder, CancellationToken cancellationToken) =>
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], folder, cancellationToken);

    /// <summary>Runs a script; its lines on standard output.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(string folder, CancellationToken cancellationToken, params string[] arguments) =>
        await RunAsync("node", arguments, folder, cancellationToken);

    private static async Task<IReadOnlyList<string>> RunAsync(
        string program, string[] arguments, string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} does not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {await output}{await errors}");
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static bool CanStart(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            process?.WaitForExit();
            return process?.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
