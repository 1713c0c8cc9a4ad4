using System.ComponentModel;
using System.Diagnostics;

namespace A2A.Faults.Rig;

/// <summary>A file system of a few megabytes in memory, which processes that are started within it see (namespaces of Linux, by unshare).</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 64;

    // The file system lasts as long as a process is within it.
    private const string Hold = "mount -t tmpfs -o size=\"$1\" tmpfs \"$0\" && echo mounted && exec sleep infinity";

    private readonly Process _holder;

    private SmallDisk(Process holder, string folder) => (_holder, Folder) = (holder, folder);

    /// <summary>Its path for the processes within.</summary>
    public string Folder { get; }

    /// <summary>What to start a process with, before its own name, so that it sees the file system.</summary>
    public string[] Entrance => ["nsenter", "--preserve-credentials", "--user", "--mount", "--target", $"{_holder.Id}"];

    private string Filler => $"/proc/{_holder.Id}/root{Folder}/filler";

    /// <summary>Skips the test where users cannot make one.</summary>
    public static async Task<SmallDisk> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("a2a-disk-").FullName;
        var start = new ProcessStartInfo(
            "unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", Hold, folder, $"{Megabytes}m"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var holder = new Process { StartInfo = start };
        var reason = "";
        try
        {
            holder.Start();
            if (await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) == "mounted")
            {
                return new SmallDisk(holder, folder);
            }

            reason = await holder.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (Win32Exception e)
        {
            reason = e.Message;
        }

        holder.Dispose();
        Directory.Delete(folder);
        Assert.Skip($"Users of this system cannot mount a file system of their own, by unshare and mount: {reason}");
        throw new UnreachableException();
    }

    /// <summary>Takes all the space that is left.</summary>
    public void Fill()
    {
        using var filler = File.Create(Filler, bufferSize: 0);
        var zeros = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(zeros);
            }
        }
        catch (IOException)
        {
            // No space is left.
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        _holder.Kill();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
        Directory.Delete(Folder);
    }
}
