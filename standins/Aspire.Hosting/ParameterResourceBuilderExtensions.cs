using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Stand-in of the real type: values from outside (<c>Parameters:name</c>, <c>ConnectionStrings:name</c>).</summary>
public static class ParameterResourceBuilderExtensions
{
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddParameter(name, _ => throw Missing("parameter", name, $"Parameters:{name}"), secret);

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => value, secret));

    /// <param name="builder">The model.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="value">Makes the value when the configuration has none.</param>
    /// <param name="secret">Whether it must not be shown.</param>
    /// <param name="persist">Whether a made value is kept in the user secrets, for the next run.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        var parameter = builder.AddParameter(
            name,
            made =>
            {
                var text = (made ?? value).GetDefaultValue();
                if (persist)
                {
                    UserSecrets.Save(builder.AppHostAssembly, $"Parameters:{name}", text);
                }

                return text;
            },
            secret);
        parameter.Resource.Default = value;
        return parameter;
    }

    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource(new ConnectionStringParameterResource(
            name,
            _ => builder.Configuration.GetConnectionString(name) ?? throw Missing("connection string", name, $"ConnectionStrings:{name}"),
            environmentVariableName));

    private static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<ParameterDefault?, string> otherwise, bool secret) =>
        builder.AddResource(new ParameterResource(name, made => builder.Configuration[$"Parameters:{name}"] ?? otherwise(made), secret));

    private static DistributedApplicationException Missing(string kind, string name, string key) =>
        new($"The {kind} '{name}' has no value: set the configuration key '{key}', for instance by --{key}=…");
}
