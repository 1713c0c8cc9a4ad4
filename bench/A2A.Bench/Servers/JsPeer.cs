using System.ComponentModel;
using System.Diagnostics;

namespace A2A.Bench.Servers;

/// <summary>The server of the official JavaScript SDK, installed at pinned versions into a folder beside the program.</summary>
internal static class JsPeer
{
    private static readonly TimeSpan LongestInstallation = TimeSpan.FromMinutes(3);

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Peer");

    private static bool IsInstalled => Directory.Exists(Path.Combine(Folder, "node_modules", "@a2a-js", "sdk"));

    /// <summary>Installs its packages unless they are there.</summary>
    /// <returns>Why there can be no peer; null when it is ready.</returns>
    public static async Task<string?> InstallAsync(CancellationToken cancellationToken)
    {
        if (IsInstalled)
        {
            return null;
        }

        try
        {
            await using var npm = new ServerProcess("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], Folder);
            var began = Stopwatch.GetTimestamp();
            while (!npm.HasExited)
            {
                if (Stopwatch.GetElapsedTime(began) > LongestInstallation)
                {
                    return $"npm could not install it within {LongestInstallation.TotalMinutes:0} minutes.";
                }

                await Task.Delay(100, cancellationToken);
            }

            return IsInstalled ? null : $"npm could not install it: {string.Join(' ', npm.Lines)}";
        }
        catch (Win32Exception)
        {
            return "Node.js 20 or later with npm is not installed.";
        }
    }

    public static ServerProcess Start() => new("node", ["server.mjs"], Folder);
}
