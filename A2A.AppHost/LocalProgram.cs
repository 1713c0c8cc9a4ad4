using System.ComponentModel;
using System.Diagnostics;

namespace A2A.AppHost;

/// <summary>Programs installed on this machine.</summary>
internal static class LocalProgram
{
    /// <summary>Looks on the PATH; null when it is not there.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end, without a terminal to ask questions on.</summary>
    /// <exception cref="TimeoutException">It took longer than <paramref name="timeout"/>, and was ended.</exception>
    public static async Task<(bool Succeeded, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan timeout, CancellationToken cancellationToken,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!; // null only with UseShellExecute
            process.StandardInput.Close();
            return await FinishAsync(process, timeout, cancellationToken);
        }
        catch (Win32Exception e)
        {
            return (false, e.Message);
        }
    }

    private static async Task<(bool Succeeded, string Output)> FinishAsync(
        Process process, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(timeout, TimeProvider.System, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode == 0, $"{await output}{await errors}".Trim());
    }
}
