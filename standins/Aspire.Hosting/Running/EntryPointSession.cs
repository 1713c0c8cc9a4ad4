using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>
/// A test that runs the AppHost's own entry point and takes part in it. It flows to the entry point with the execution
/// context, so that several AppHosts can be tested at once.
/// </summary>
internal abstract class EntryPointSession
{
    private static readonly AsyncLocal<EntryPointSession?> Flowing = new();

    public static EntryPointSession? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>Before the builder takes its options.</summary>
    public abstract void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    /// <summary>When the model is complete; returns when the test wants it built.</summary>
    public abstract void BeforeBuild(DistributedApplicationBuilder builder);

    /// <summary>When the application exists; returns when the test wants it started.</summary>
    public abstract void AfterBuild(DistributedApplication application);
}
