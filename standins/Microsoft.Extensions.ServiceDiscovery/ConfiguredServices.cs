using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>
/// Turns service names into the addresses found under <c>services:&lt;name&gt;:&lt;endpoint or scheme&gt;</c>, one
/// value or a numbered list, taken in turn. A host that is not configured there is left as it is.
/// </summary>
internal sealed class ConfiguredServices(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<ServiceKey, Turn> _turns = new();

    /// <summary>The address to send a request to that was made for <paramref name="requested"/>.</summary>
    /// <exception cref="KeyNotFoundException">A configured address cannot be read, or a list has keys that are no numbers.</exception>
    public Uri Resolve(Uri requested)
    {
        var name = ServiceName.Parse(requested);
        var addresses = AddressesOf(name);
        if (addresses.Length == 0)
        {
            return WithScheme(requested, name);
        }

        var key = new ServiceKey(name.Host, name.Endpoint, requested.Scheme);
        var turn = _turns.GetOrAdd(key, _ => new Turn());
        return At(addresses[turn.Next(addresses.Length)], requested);
    }

    private Uri[] AddressesOf(ServiceName name)
    {
        var service = configuration.GetSection("services").GetSection(name.Host);
        string[] candidates = name.Endpoint is null ? ["default", .. name.Schemes] : [name.Endpoint];
        var section = candidates.Select(service.GetSection).FirstOrDefault(s => s.Exists());
        if (section is null)
        {
            return [];
        }

        var all = Values(section).Select(v => ParseAddress(v, name.Schemes[0])).ToArray();
        var preferred = name.Schemes.FirstOrDefault(scheme => all.Any(a => a.Scheme == scheme));
        return [.. all.Where(a => a.Scheme == preferred)];
    }

    private static IConfigurationSection[] Values(IConfigurationSection section)
    {
        if (!string.IsNullOrWhiteSpace(section.Value))
        {
            return [section];
        }

        var children = section.GetChildren().ToArray();
        return children.FirstOrDefault(c => !int.TryParse(c.Key, out _)) is { } stranger
            ? throw new KeyNotFoundException($"'{stranger.Path}' is not an address: number the addresses of an endpoint.")
            : children;
    }

    private static Uri ParseAddress(IConfigurationSection section, string scheme)
    {
        var value = section.Value ?? "";
        var text = value.Contains("://", StringComparison.Ordinal) ? value : $"{scheme}://{value}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Host.Length > 0
            ? address
            : throw new KeyNotFoundException($"'{section.Path}' is not an address.");
    }

    private static Uri WithScheme(Uri requested, ServiceName name) => name.Schemes is [var only] && only == requested.Scheme
        ? requested
        : new UriBuilder(requested) { Scheme = name.Schemes[0], Port = requested.Port }.Uri;

    private static Uri At(Uri address, Uri requested) => new UriBuilder(requested)
    {
        Scheme = address.Scheme,
        Host = address.Host,
        Port = address.Port,
        Path = address.AbsolutePath.TrimEnd('/') + requested.AbsolutePath,
    }.Uri;

    private readonly record struct ServiceKey(string Host, string? Endpoint, string Scheme);

    private sealed class Turn
    {
        private uint _count = uint.MaxValue;

        public int Next(int of) => (int)(Interlocked.Increment(ref _count) % (uint)of);
    }
}
