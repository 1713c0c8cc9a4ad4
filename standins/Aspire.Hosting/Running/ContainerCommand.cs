using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Runs a container in the foreground of <c>docker run</c> or <c>podman run</c>, which pass on SIGTERM.</summary>
internal static class ContainerCommand
{
    public static ProcessStartInfo Create(
        ContainerResource container, ResourceInstance instance, List<string> arguments, Dictionary<string, string?> variables)
    {
        var engine = Programs.Find("docker") ?? Programs.Find("podman")
            ?? throw new DistributedApplicationException($"'{container.Name}' is a container, but there is neither docker nor podman.");
        return ChildProcess.InOwnSession(engine, Arguments(container, instance, arguments, variables));
    }

    internal static List<string> Arguments(
        ContainerResource container, ResourceInstance instance, List<string> arguments, Dictionary<string, string?> variables)
    {
        var image = container.Annotations.OfType<ContainerImageAnnotation>().Last();
        var line = new List<string> { "run", "--rm", "--name", instance.Id };
        foreach (var endpoint in container.Annotations.OfType<EndpointAnnotation>())
        {
            var inside = endpoint.TargetPort ?? throw new DistributedApplicationException(
                $"The endpoint '{endpoint.Name}' of the container '{container.Name}' needs a target port.");
            line.AddRange(["-p", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{instance.TargetPorts[endpoint.Name]}:{inside}")]);
        }

        foreach (var mount in container.Annotations.OfType<ContainerMountAnnotation>())
        {
            line.AddRange(["-v", mount.Source is null ? mount.Target : $"{mount.Source}:{mount.Target}"]);
        }

        // "-e NAME" takes the value from the engine's own environment, so that no secret shows in the process list.
        line.AddRange(variables.Keys.SelectMany(name => new[] { "-e", name }));
        if (container.Entrypoint is { } entrypoint)
        {
            line.AddRange(["--entrypoint", entrypoint]);
        }

        line.Add((image.Registry is null ? "" : image.Registry + "/") + image.Image + (image.Tag is null ? "" : ":" + image.Tag));
        line.AddRange(arguments);
        return line;
    }
}
