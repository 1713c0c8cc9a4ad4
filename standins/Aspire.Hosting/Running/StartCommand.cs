using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Turns what the model says of a resource into a process to start: program, arguments, environment, folder.</summary>
internal sealed class StartCommand(DistributedApplicationExecutionContext executionContext)
{
    /// <summary>The AppHost's own settings, which would mislead a child that inherits them.</summary>
    private static readonly string[] AppHostOnly =
        ["ASPNETCORE_URLS", "DOTNET_LAUNCH_PROFILE", "ASPIRE_ALLOW_UNSECURED_TRANSPORT", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
         "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"];

    public async Task<ProcessStartInfo> CreateAsync(ResourceInstance instance, ILogger logger, CancellationToken cancellationToken)
    {
        var arguments = await ArgumentsAsync(instance, cancellationToken);
        var variables = await VariablesAsync(instance, logger, cancellationToken);
        var start = instance.Resource switch
        {
            ProjectResource project => ForProject(project, arguments),
            ContainerResource container => ContainerCommand.Create(container, instance, arguments, variables),
            ExecutableResource executable => ForExecutable(executable, arguments),
            var other => throw new DistributedApplicationException($"The stand-in cannot start a {other.GetType().Name}."),
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static ProcessStartInfo ForProject(ProjectResource project, List<string> arguments)
    {
        var metadata = project.Annotations.OfType<IProjectMetadata>().Single();
        if (metadata is not IBuiltProject built)
        {
            throw new DistributedApplicationException(
                $"The stand-in starts '{project.Name}' only when {metadata.GetType().Name} was generated from a ProjectReference.");
        }

        if (!File.Exists(built.AssemblyPath))
        {
            throw new DistributedApplicationException($"'{project.Name}' is not built: there is no {built.AssemblyPath}.");
        }

        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return WithoutAppHostSettings(ChildProcess.InOwnSession(dotnet, [built.AssemblyPath, .. arguments]), Path.GetDirectoryName(metadata.ProjectPath));
    }

    private static ProcessStartInfo ForExecutable(ExecutableResource executable, List<string> arguments) =>
        WithoutAppHostSettings(ChildProcess.InOwnSession(executable.Command, arguments), executable.WorkingDirectory);

    private static ProcessStartInfo WithoutAppHostSettings(ProcessStartInfo start, string? folder)
    {
        start.WorkingDirectory = folder;
        foreach (var name in AppHostOnly)
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private async Task<List<string>> ArgumentsAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], instance.Resource, cancellationToken) { ExecutionContext = executionContext };
        foreach (var annotation in instance.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var arguments = new List<string>();
        foreach (var argument in context.Args)
        {
            arguments.Add(await ResolveAsync(argument, instance, cancellationToken) ?? "");
        }

        return arguments;
    }

    private async Task<Dictionary<string, string?>> VariablesAsync(ResourceInstance instance, ILogger logger, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, instance.Resource, cancellationToken: cancellationToken) { Logger = logger };
        foreach (var annotation in instance.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var variables = new Dictionary<string, string?>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            variables[name] = await ResolveAsync(value, instance, cancellationToken);
        }

        return variables;
    }

    private static async ValueTask<string?> ResolveAsync(object value, ResourceInstance instance, CancellationToken cancellationToken) =>
        value is IValueProvider provider
            ? await provider.GetValueAsync(new ValueProviderContext { Caller = instance.Resource, Instance = instance }, cancellationToken)
            : Convert.ToString(value, CultureInfo.InvariantCulture);
}
