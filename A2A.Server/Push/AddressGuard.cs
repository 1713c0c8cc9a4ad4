using System.Net;
using System.Net.Sockets;

namespace A2A.Server.Push;

/// <summary>Which addresses webhooks may go to: public ones, and those of networks that the operator named.</summary>
/// <remarks>
/// The ranges are those of the IANA special-purpose registries (RFC 6890 and its successors), and those by which clouds
/// serve metadata.
/// </remarks>
internal sealed class AddressGuard(IReadOnlyList<IPNetwork> allowed)
{
    private static readonly IPNetwork[] DeniedV4 = Networks(
        "0.0.0.0/8", // this network
        "10.0.0.0/8", // private
        "100.64.0.0/10", // carrier-grade NAT
        "127.0.0.0/8", // loopback
        "168.63.129.16/32", // Azure's host
        "169.254.0.0/16", // link-local, metadata
        "172.16.0.0/12", // private
        "192.0.0.0/24", // protocol assignments
        "192.0.2.0/24", // documentation
        "192.31.196.0/24", // AS112
        "192.52.193.0/24", // AMT
        "192.88.99.0/24", // 6to4 relays
        "192.168.0.0/16", // private
        "192.175.48.0/24", // AS112
        "198.18.0.0/15", // benchmarks
        "198.51.100.0/24", // documentation
        "203.0.113.0/24", // documentation
        "224.0.0.0/4", // multicast
        "240.0.0.0/4"); // reserved, broadcast

    // Outside it lie loopback, link-local and unique-local addresses, multicast, and IPv4 in disguise (::/96, NAT64's 64:ff9b::/96).
    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] DeniedV6 = Networks(
        "2001::/23", // protocol assignments, Teredo
        "2001:db8::/32", // documentation
        "2002::/16", // 6to4: IPv4 in disguise
        "2620:4f:8000::/48", // AS112
        "3fff::/20"); // documentation

    // The second half of an ISATAP address (RFC 5214, section 6.1), but for its first byte: IPv4 in disguise under any prefix.
    private static readonly byte[] Isatap = [0x00, 0x5E, 0xFE];

    /// <summary>True when nothing may be sent there.</summary>
    public bool IsDenied(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !allowed.Any(network => network.Contains(plain)) && plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => DeniedV4.Any(network => network.Contains(plain)),
            AddressFamily.InterNetworkV6 =>
                !PublicV6.Contains(plain) || DeniedV6.Any(network => network.Contains(plain)) || HidesDeniedV4(plain),
            _ => true,
        };
    }

    private bool HidesDeniedV4(IPAddress address)
    {
        var bytes = address.GetAddressBytes().AsSpan();
        return bytes[8] is 0x00 or 0x02 && bytes[9..12].SequenceEqual(Isatap) && IsDenied(new IPAddress(bytes[12..]));
    }

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(IPNetwork.Parse)];
}
