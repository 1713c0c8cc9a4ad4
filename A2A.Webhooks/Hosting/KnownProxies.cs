using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork; // the older one has the same name

namespace A2A.Webhooks.Hosting;

/// <summary>Takes the caller and the address of a request from headers of known proxies; those of others are ignored.</summary>
internal static class KnownProxies
{
    /// <summary>What is wrong with a list of them.</summary>
    public static string Problem(string section) =>
        $"Each of {section}:KnownProxies must be an address such as 10.0.0.7, or a network such as 10.0.0.0/8 or fd00::/8.";

    /// <summary>True for an address, or a network in the form of CIDR.</summary>
    public static bool IsNetwork(string text) => TryParse(text) is not null;

    /// <summary>
    /// Reads <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>-Prefix</c> back to the first sender that is not known. With no
    /// known ones nothing is read.
    /// </summary>
    /// <param name="app">Where the caller's address and the own one are of importance behind it.</param>
    /// <param name="proxies">Addresses and networks, by name.</param>
    public static IApplicationBuilder UseKnownProxies(this IApplicationBuilder app, IReadOnlyDictionary<string, string> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
        options.KnownProxies.Clear(); // by default the own machine is known
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies.Values.Select(TryParse).OfType<IPNetwork>())
        {
            options.KnownIPNetworks.Add(network);
        }

        return options.KnownIPNetworks.Count == 0 ? app : app.UseForwardedHeaders(options); // which without any would believe everybody
    }

    private static IPNetwork? TryParse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
            : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : null;
}
