namespace A2A.AppHost;

/// <summary>
/// A Redis server on this machine without containers. Depends on nothing but <see cref="LocalProgram"/> and
/// <see cref="StartException"/>, so that test projects can link the three files.
/// </summary>
internal static class LocalRedis
{
    private static readonly string[] Servers = ["redis-server", "valkey-server"];
    private static readonly TimeSpan LongestInstallation = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WhileAnotherInstalls = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Finds an installed server. Where there is none, it is installed if that needs no question: as root, on Debian and its
    /// relatives.
    /// </summary>
    /// <returns>Path of the program.</returns>
    /// <exception cref="StartException">There is none, and none could be installed.</exception>
    public static async Task<string> FindOrInstallAsync(CancellationToken cancellationToken)
    {
        if (Find() is { } installed)
        {
            return installed;
        }

        var reason = "";
        using var turn = await TakeTurnAsync(cancellationToken);
        if (Find() is null && Environment.IsPrivilegedProcess && LocalProgram.Find("apt-get") is { } apt)
        {
            reason = await InstallAsync(apt, cancellationToken);
        }

        return Find() ?? throw new StartException(
            $"""
            There is no Redis. Any one of these is enough:
              1. bring your own: --ConnectionStrings:redis=host:6379
              2. start a container engine, so that `docker info` or `podman info` succeeds
              3. install redis-server or valkey-server, so that it is on the PATH
            {reason}
            """);
    }

    /// <summary>Several test projects may find at the same time that there is no Redis; one of them installs it.</summary>
    private static async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(Path.GetTempPath(), "a2a-redis-installation.lock"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(WhileAnotherInstalls, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static string? Find() => Servers.Select(LocalProgram.Find).FirstOrDefault(path => path is not null);

    /// <returns>Why it did not succeed; empty when it did.</returns>
    private static async Task<string> InstallAsync(string apt, CancellationToken cancellationToken)
    {
        Console.Out.WriteLine(
            "There is no Redis on this machine: installing the package redis-server. No system service will be left running.");
        string[] quietly = ["-q", "-o", "DPkg::Lock::Timeout=120"];
        // RUNLEVEL=1 (single user) tells the package's scripts not to start the service.
        (string, string)[] environment = [("DEBIAN_FRONTEND", "noninteractive"), ("RUNLEVEL", "1")];
        await LocalProgram.RunAsync(apt, [.. quietly, "update"], LongestInstallation, cancellationToken, environment);
        var (succeeded, output) = await LocalProgram.RunAsync(
            apt,
            [.. quietly, "install", "-y", "--no-install-recommends", "redis-server"],
            LongestInstallation,
            cancellationToken,
            environment);
        if (!succeeded)
        {
            return $"apt-get could not install it: {output}";
        }

        await LeaveNoServiceAsync(cancellationToken);
        return "";
    }

    /// <summary>The service was not asked for, only the program; systemd pays no heed to RUNLEVEL.</summary>
    private static async Task LeaveNoServiceAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists("/run/systemd/system"))
        {
            await LocalProgram.RunAsync("systemctl", ["disable", "--now", "redis-server.service"], LongestStop, cancellationToken);
        }
        else if (LocalProgram.Find("service") is { } service)
        {
            await LocalProgram.RunAsync(service, ["redis-server", "stop"], LongestStop, cancellationToken);
        }
    }
}
