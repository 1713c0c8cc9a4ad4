namespace Aspire.StackExchange.Redis;

/// <summary>How an application uses Redis; read from the configuration section <c>Aspire:StackExchange:Redis</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The comma-separated configuration string: addresses first, then options.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves tracing out. Without effect here: commands are not traced one by one.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Connects at first use instead of at start. Without effect here: it is always first use.</summary>
    public bool DisableAutoActivation { get; set; } = true;
}
