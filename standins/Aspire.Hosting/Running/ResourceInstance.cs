using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>One replica of a resource: its name and the ports where it listens itself.</summary>
internal sealed class ResourceInstance
{
    private const int SuffixLength = 8;

    public ResourceInstance(IResource resource)
    {
        Resource = resource;
        Suffix = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", SuffixLength);
        Id = $"{resource.Name}-{Suffix}";
    }

    public IResource Resource { get; }

    /// <summary>What tells the replica from its siblings, also in telemetry (<c>service.instance.id</c>).</summary>
    public string Suffix { get; }

    public string Id { get; }

    /// <summary>By endpoint name.</summary>
    public Dictionary<string, int> TargetPorts { get; } = new(StringComparer.OrdinalIgnoreCase);
}
