using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using A2A.Bench.Servers;

/// <summary>
/// Runs in a replica that is measured: answers, on a port of loopback, what the runtime has allocated and holds. The product knows
/// nothing of it.
/// </summary>
/// <remarks>The runtime looks for this name, outside of any namespace, in the assembly that <c>DOTNET_STARTUP_HOOKS</c> names.</remarks>
internal static class StartupHook
{
    /// <summary>Called by the runtime before the program.</summary>
    public static void Initialize()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(Replica.ProbePort), CultureInfo.InvariantCulture, out var port))
        {
            new Thread(() => Answer(port)) { IsBackground = true }.Start();
        }
    }

    private static void Answer(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (true)
        {
            using var client = listener.AcceptTcpClient();
            var stream = client.GetStream();
            var heap = GC.GetTotalMemory(forceFullCollection: stream.ReadByte() == 'c');
            var answer = string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalAllocatedBytes(precise: true)} {heap}");
            stream.Write(Encoding.ASCII.GetBytes(answer));
        }
    }
}
