using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace A2A.AppHost;

/// <summary>The addresses that people know must be free: behind a taken one Aspire would wait, or another program would answer.</summary>
internal static class Ports
{
    /// <summary>After an AppHost has ended, its services may need seconds to follow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Where the dashboard, and what sends to it, listens; from the launch profile.</summary>
    private static readonly string[] DashboardAddresses =
        [
            "ASPNETCORE_URLS",
            "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
            "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL",
            "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
        ];

    /// <summary>Waits until a run that is still stopping has given them back.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="settings">Ports of services, by the setting that changes them.</param>
    /// <exception cref="StartException">A port stays taken; the message names it, and the setting that changes it.</exception>
    public static async Task WaitForPortsAsync(this IDistributedApplicationBuilder builder, params (string Setting, int Port)[] settings)
    {
        if (!builder.ExecutionContext.IsRunMode || builder.Configuration.GetValue("DcpPublisher:RandomizePorts", false))
        {
            return;
        }

        var dashboard = DashboardAddresses
            .SelectMany(name => PortsOf(builder.Configuration[name]).Select(port => (Setting: name, Port: port)));
        var all = settings.Concat(dashboard).ToList();
        if (all.GroupBy(each => each.Port).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new StartException(
                $"Port {twice.Key} is given twice, by {string.Join(" and ", twice.Select(each => each.Setting))}; give each its own.");
        }

        foreach (var (setting, port) in all)
        {
            await WaitForAsync(setting, port);
        }
    }

    private static async Task WaitForAsync(string setting, int port)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var told = false; IsTaken(port); told = true)
        {
            if (!told)
            {
                Console.Out.WriteLine(
                    $"Port {port} is taken. Waiting for up to {Patience.TotalSeconds:0} s, in case an earlier run is still stopping.");
            }

            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new StartException(
                    $"Port {port} is taken by another program. Stop it ('ss -ltnp sport = :{port}' names it),"
                    + $" or choose another port by the setting {setting}.");
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private static bool IsTaken(int port) =>
        IsTaken(IPAddress.Loopback, port) || (Socket.OSSupportsIPv6 && IsTaken(IPAddress.IPv6Loopback, port));

    private static bool IsTaken(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse; // an address that this machine has not is no obstacle
        }
    }

    private static IEnumerable<int> PortsOf(string? addresses) => (addresses ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Port : 0)
        .Where(port => port > 0);
}
