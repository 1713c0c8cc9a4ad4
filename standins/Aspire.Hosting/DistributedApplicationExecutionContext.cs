namespace Aspire.Hosting;

/// <summary>Stand-in of the real type; the stand-in knows only <see cref="Run"/>, it publishes nothing.</summary>
public enum DistributedApplicationOperation
{
    Run = 0,
    Publish = 1,
}

/// <summary>Stand-in of the real type: how the app model is being used, and the services of the running AppHost.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    private IServiceProvider? _services;

    public DistributedApplicationOperation Operation { get; } = operation;

    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <exception cref="InvalidOperationException">The AppHost is not built yet.</exception>
    public IServiceProvider Services
    {
        get => _services ?? throw new InvalidOperationException("The AppHost has no services before it is built.");
        internal set => _services = value;
    }
}
