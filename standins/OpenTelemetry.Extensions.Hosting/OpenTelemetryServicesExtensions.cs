using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Extensions.Hosting.Implementation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the OpenTelemetry SDK to an application.</summary>
public static class OpenTelemetryServicesExtensions
{
    /// <summary>
    /// Registers the OpenTelemetry SDK; its providers start with the host, before every other hosted service, and are
    /// flushed and disposed with the container. Calling it again extends the same providers.
    /// </summary>
    public static OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        var descriptor = ServiceDescriptor.Singleton<IHostedService, TelemetryHostedService>();
        var alreadyAdded = services.Any(s => s.ServiceType == descriptor.ServiceType
            && s.ImplementationType == descriptor.ImplementationType);
        if (!alreadyAdded)
        {
            services.Insert(0, descriptor);
        }

        return new OpenTelemetryBuilder(services);
    }
}
