using System.Diagnostics;
using System.Formats.Tar;

namespace A2A.Faults.Rig;

/// <summary>The agent API of an earlier commit, built in a folder of its own, which goes with it.</summary>
internal sealed class PreviousVersion : IDisposable
{
    /// <summary>What the agent API is made of.</summary>
    private static readonly string[] Projects =
    [
        "A2A.AgentApi", "A2A.Protocol", "A2A.Protocol.Grpc", "A2A.Server", "A2A.Server.Grpc", "A2A.Server.Redis", "A2A.ServiceDefaults",
        "A2A.Webhooks",
    ];

    /// <summary>Nothing of the build goes on after it.</summary>
    private static readonly string[] NoServers = ["-nodeReuse:false", "-p:UseSharedCompilation=false"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("a2a-previous-");

    private PreviousVersion(string commit) => Commit = commit;

    /// <summary>Abbreviated.</summary>
    public string Commit { get; }

    /// <summary>The path of its <c>A2A.AgentApi.dll</c>.</summary>
    public string Program => Path.Combine(_folder.FullName, "A2A.AgentApi", "bin", "Debug", "net10.0", "A2A.AgentApi.dll");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Builds the commit of <c>A2A_FAULTS_PREVIOUS</c>; else the last one before the newest that changed the agent API.</summary>
    public static async Task<PreviousVersion> BuildAsync()
    {
        var previous = new PreviousVersion(await FindAsync());
        try
        {
            var archive = Path.Combine(previous._folder.FullName, "source.tar");
            await RunAsync("git", Repository.Folder, ["archive", "--format=tar", $"--output={archive}", previous.Commit]);
            await TarFile.ExtractToDirectoryAsync(archive, previous._folder.FullName, overwriteFiles: false, Token);
            await RunAsync("dotnet", previous._folder.FullName, ["build", "A2A.AgentApi", "-c", "Debug", .. NoServers]);
            return previous;
        }
        catch
        {
            previous.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> FindAsync()
    {
        var named = Environment.GetEnvironmentVariable("A2A_FAULTS_PREVIOUS");
        string[] which = string.IsNullOrEmpty(named) ? ["--skip=1", "HEAD", "--", .. Projects] : [named, "--"];
        var commit = await RunAsync("git", Repository.Folder, ["log", "--max-count=1", "--format=%h", .. which]);
        return commit.Trim() is { Length: > 0 } found
            ? found
            : throw new InvalidOperationException("No earlier commit changed the agent API; name one in A2A_FAULTS_PREVIOUS.");
    }

    /// <returns>What the program wrote.</returns>
    private static async Task<string> RunAsync(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        try
        {
            await process.WaitForExitAsync(Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"The previous version cannot be had, which needs a git checkout with its history: "
                + $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}{await output}");
    }
}
