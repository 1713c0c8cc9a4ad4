using System.Collections.Frozen;
using System.Net;

namespace A2A.Server.Push;

/// <summary>Which hosts and ports webhooks may go to, whatever their addresses are.</summary>
/// <param name="hosts">
/// Names such as <c>hooks.example.com</c>, <c>*.example.com</c> for all names below it, or addresses; none = every host.
/// </param>
/// <param name="ports">None = every port but those on which other protocols listen that could take a request for one of their own.</param>
internal sealed class Destinations(IEnumerable<string> hosts, IEnumerable<int> ports)
{
    private const string Below = "*.";

    // Fetch Standard, section 2.9 "Port blocking".
    private static readonly FrozenSet<int> BadPorts = FrozenSet.Create(
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113,
        115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563,
        587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
        6679, 6697, 10080);

    private readonly string[] _hosts = [.. hosts.Select(Plain)];
    private readonly FrozenSet<int> _ports = ports.ToFrozenSet();

    public static Destinations Any { get; } = new([], []);

    /// <summary>What is wrong with the place, to be read after "must"; null when nothing is.</summary>
    /// <param name="host">A name in ASCII, or an address.</param>
    /// <param name="port">As the connection will have it.</param>
    public string? Problem(string host, int port) => (host, port) switch
    {
        _ when !AllowsHost(host) => "go to a host that the operator allows",
        _ when _ports.Count > 0 && !_ports.Contains(port) => "go to a port that the operator allows",
        _ when _ports.Count == 0 && BadPorts.Contains(port) => $"not go to port {port}: another protocol is at home there",
        _ => null,
    };

    /// <summary>True for what can stand in the list of hosts.</summary>
    public static bool IsHost(string text)
    {
        var name = text.StartsWith(Below, StringComparison.Ordinal) ? text[Below.Length..] : text;
        return Uri.CheckHostName(name) != UriHostNameType.Unknown
            && (name == text || Uri.CheckHostName(name) == UriHostNameType.Dns);
    }

    private bool AllowsHost(string host)
    {
        if (_hosts.Length == 0)
        {
            return true;
        }

        var plain = Plain(host);
        return Array.Exists(_hosts, allowed => allowed.StartsWith(Below, StringComparison.Ordinal)
            ? plain.EndsWith(allowed[1..], StringComparison.Ordinal) && !IPAddress.TryParse(plain, out _)
            : plain == allowed);
    }

    // One form for each host: addresses as .NET writes them, names in ASCII without a closing dot.
    private static string Plain(string host)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return address.ToString();
        }

        return host.StartsWith(Below, StringComparison.Ordinal)
            ? Below + Plain(host[Below.Length..])
            : new UriBuilder(Uri.UriSchemeHttps, host).Uri.IdnHost.TrimEnd('.').ToLowerInvariant();
    }
}
