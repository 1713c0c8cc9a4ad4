namespace Aspire.Hosting;

/// <summary>Stand-in of the real type: what is decided before the builder exists.</summary>
public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    /// <summary>Name of the AppHost's assembly; the entry assembly when absent.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Folder of the AppHost's project; taken from the assembly's metadata when absent.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>Runs without the dashboard, hence without a telemetry collector. The testing builder sets it.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Sends the resources' output to loggers (<c>ApplicationName.Resources.name</c>) instead of the console.</summary>
    public bool EnableResourceLogging { get; set; }

    public bool AllowUnsecuredTransport { get; set; }
}
