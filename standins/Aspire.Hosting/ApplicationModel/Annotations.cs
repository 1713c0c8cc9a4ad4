namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stand-in of the real type: how many processes one project runs as.</summary>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    public int Replicas { get; } = replicas;
}

/// <summary>Stand-in of the real type: starts only on command.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;

/// <summary>Stand-in of the real type: a registered health check of this name speaks for the resource.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}

/// <summary>Of the stand-in only: asks every replica by itself, where the real one asks through the proxy.</summary>
internal sealed record HttpHealthCheckAnnotation(EndpointReference Endpoint, string Path, int StatusCode) : IResourceAnnotation;

/// <summary>Of the stand-in only: work before the first start, such as an installation; gives the program's path.</summary>
internal sealed record PreparationAnnotation(Func<CancellationToken, Task<string>> PrepareAsync) : IResourceAnnotation;

/// <summary>Of the stand-in only: the resource's output is kept, but not shown on the console.</summary>
internal sealed class QuietAnnotation : IResourceAnnotation;

/// <summary>Stand-in of the real type: this resource needs that one, so it is stopped before that one is.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public string Type { get; } = type;
}

/// <summary>Stand-in of the real type.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    public string? Registry { get; set; }

    public required string Image { get; set; }

    public string? Tag { get; set; }
}

/// <summary>Stand-in of the real type, for volumes alone.</summary>
public sealed class ContainerMountAnnotation(string? source, string target) : IResourceAnnotation
{
    public string? Source { get; } = source;

    public string Target { get; } = target;
}
