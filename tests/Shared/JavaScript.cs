using System.ComponentModel;
using System.Diagnostics;

namespace A2A.Tests;

/// <summary>Runs scripts by Node.js in a folder whose packages its <c>package-lock.json</c> names.</summary>
internal static class JavaScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Installs the folder's packages; fails when that cannot be done although there is Node.js.</summary>
    /// <returns>Why scripts cannot be run here; null when they can.</returns>
    public static async Task<string?> PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var (exitCode, output) = await RunAsync("npm", folder, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "", cancellationToken);
            exitCode.ShouldBe(0, $"npm cannot get the packages of {Path.GetFileName(folder)}: {output}");
            return null;
        }
        catch (Win32Exception)
        {
            return "Node.js 20 or later with npm is not installed.";
        }
    }

    /// <summary>Runs a script with a text on standard input; what it says.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string folder, string script, string input, CancellationToken cancellationToken) =>
        RunAsync("node", folder, [script], input, cancellationToken);

    /// <summary>Runs a script that takes arguments; what it says.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string folder, string[] command, CancellationToken cancellationToken) =>
        RunAsync("node", folder, command, "", cancellationToken);

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string folder, string[] arguments, string input, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} does not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
