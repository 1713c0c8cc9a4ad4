using System.ComponentModel;
using System.Diagnostics;

namespace A2A.Faults.Rig;

/// <summary>
/// Runs an experiment in a process with a network and a resolver of its own: nothing but loopback, which has a public address besides,
/// and a name server on loopback. Namespaces of Linux need no rights for that, where the system lets its users make them.
/// </summary>
internal static class OwnNetwork
{
    /// <summary>Public, and here this machine's own.</summary>
    public const string Public = "8.8.8.8";

    /// <summary>Whether this process is the one with the network of its own.</summary>
    public static readonly bool IsWithin = Environment.GetEnvironmentVariable(Mark) is not null;

    private const string Mark = "A2A_FAULTS_OWN_NETWORK";

    private const string Prepare = $"""
        ip link set lo up &&
        ip address add {Public}/32 dev lo &&
        mount --bind "$0/resolv.conf" /etc/resolv.conf &&
        mount --bind "$0/nsswitch.conf" /etc/nsswitch.conf &&
        exec "$@"
        """;

    /// <summary>Runs the class of the current test once more, in its own network, where this runs the experiment.</summary>
    public static async Task RunAsync(Func<Task> experiment)
    {
        if (IsWithin)
        {
            await experiment();
            return;
        }

        using var turn = await Turn.TakeAsync(); // the process has turns of its own
        var folder = Directory.CreateTempSubdirectory("a2a-network-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "resolv.conf"), "nameserver 127.0.0.1\n");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "nsswitch.conf"), "hosts: files dns\n");
            var (missing, reason) = await StartAsync(folder.FullName, "true");
            Assert.SkipWhen(missing != 0, $"Users of this system cannot make a network of their own, by unshare, ip and mount: {reason}");

            var test = TestContext.Current.TestClass?.TestClassName ?? throw new InvalidOperationException("No test runs.");
            var program = Path.Combine(AppContext.BaseDirectory, typeof(OwnNetwork).Assembly.GetName().Name!); // an assembly of a file has a name
            var (status, output) = await StartAsync(folder.FullName, program, "--no-progress", "--filter-class", test);
            TestContext.Current.TestOutputHelper?.WriteLine(output);
            status.ShouldBe(0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Status, string Output)> StartAsync(string folder, params string[] command)
    {
        string[] arguments = ["--user", "--map-root-user", "--mount", "--net", "sh", "-c", Prepare, folder, .. command];
        var start = new ProcessStartInfo("unshare", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Mark] = "1", ["A2A_FAULTS_SEED"] = $"{Run.Seed}" },
        };
        Process process;
        try
        {
            process = Process.Start(start)!; // null only with a shell
        }
        catch (Win32Exception e)
        {
            return (-1, e.Message);
        }

        using (process)
        {
            var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            try
            {
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                return (process.ExitCode, string.Concat(await output));
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
