using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Dashboard;

/// <summary>The npm package that contains the dashboard; about 130 MB, fetched once per clone.</summary>
internal sealed class DashboardPackage(string npm, string artifacts)
{
    private const string Version = "13.5.4";

    private static readonly TimeSpan WhileAnotherInstalls = TimeSpan.FromMilliseconds(500);

    private readonly string _folder = Path.Combine(artifacts, "aspire-dashboard");

    private static string PackageName
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
            return $"@microsoft/aspire-cli-{Rid(system)}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private string Program => Path.Combine(_folder, "node_modules", PackageName, "bin", OperatingSystem.IsWindows() ? "aspire.exe" : "aspire");

    /// <returns>Path of the program.</returns>
    /// <exception cref="DistributedApplicationException">npm could not fetch the package.</exception>
    public async Task<string> FindOrInstallAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        var done = Path.Combine(_folder, $"installed-{Version}");
        await using var turn = await TakeTurnAsync(cancellationToken);
        if (!File.Exists(done) || !File.Exists(Program))
        {
            Console.Out.WriteLine($"Fetching the dashboard ({PackageName} {Version}) from npm, once; everything else starts meanwhile.");
            await InstallAsync(cancellationToken);
            await File.WriteAllTextAsync(done, "", cancellationToken);
        }

        return Program;
    }

    private static string Rid(string system) => system switch { "win32" => "win", "darwin" => "osx", _ => "linux" };

    /// <summary>Two AppHosts of one clone may start at the same time.</summary>
    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(WhileAnotherInstalls, TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(npm, ["install", "--prefix", _folder, "--no-audit", "--no-fund", "--loglevel", "error", $"{PackageName}@{Version}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        using var process = Process.Start(start)!; // null only with UseShellExecute
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new DistributedApplicationException($"npm could not fetch {PackageName}: {(await errors + await output).Trim()}");
        }
    }
}
