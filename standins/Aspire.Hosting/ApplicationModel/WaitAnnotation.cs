namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stand-in of the real enumeration.</summary>
public enum WaitType
{
    WaitUntilHealthy = 0,
    WaitForCompletion = 1,
    WaitUntilStarted = 2,
}

/// <summary>Stand-in of the real enumeration: what to do when the resource waited for cannot become what is waited for.</summary>
public enum WaitBehavior
{
    WaitOnResourceUnavailable = 0,
    StopOnResourceUnavailable = 1,
}

/// <summary>Stand-in of the real type.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public WaitType WaitType { get; } = waitType;

    public int ExitCode { get; } = exitCode;

    /// <summary>The application's default when absent.</summary>
    public WaitBehavior? WaitBehavior { get; init; }
}
