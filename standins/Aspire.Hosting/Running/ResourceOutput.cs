using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Where the lines of the replicas go: kept for whoever asks, and to the console with the replica's name, or to loggers.</summary>
internal sealed partial class ResourceOutput(
    ResourceLoggerService kept, ILoggerFactory loggers, IHostEnvironment environment, DistributedApplicationOptions options)
{
    /// <summary>A line that the replica wrote.</summary>
    public void Write(ResourceInstance instance, string line, bool isError)
    {
        var quiet = instance.Resource.Annotations.OfType<QuietAnnotation>().Any();
        Pass(instance, line, isError, onConsole: quiet ? null : '|');
    }

    /// <summary>What the AppHost itself has to say of a replica.</summary>
    public void Say(ResourceInstance instance, string line, bool isError = false) => Pass(instance, line, isError, onConsole: '>');

    public void Complete(ResourceInstance instance) => kept.Complete(instance.Id);

    private void Pass(ResourceInstance instance, string line, bool isError, char? onConsole)
    {
        var entry = kept.Append(instance.Id, line, isError);
        if (options.EnableResourceLogging)
        {
            var logger = loggers.CreateLogger($"{environment.ApplicationName}.Resources.{instance.Resource.Name}");
            LogLine(logger, isError ? LogLevel.Error : LogLevel.Information, entry.LineNumber, entry.Content);
        }
        else if (onConsole is { } separator)
        {
            Console.Out.WriteLine($"{instance.Id} {separator} {line}");
        }
    }

    [LoggerMessage(Message = "{LineNumber}: {LineContent}")]
    private static partial void LogLine(ILogger logger, LogLevel level, int lineNumber, string lineContent);
}
