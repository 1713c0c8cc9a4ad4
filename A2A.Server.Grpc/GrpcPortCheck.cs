using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace A2A.Server.Grpc;

/// <summary>Stops the start of a server that does not listen at the port of its settings.</summary>
internal sealed class GrpcPortCheck(IOptions<GrpcOptions> options, IServer server) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (options.Value.Port is { } port && addresses.Count > 0 && addresses.All(address => BindingAddress.Parse(address).Port != port))
        {
            throw new OptionsValidationException(
                GrpcOptions.Section,
                typeof(GrpcOptions),
                [$"Grpc:Port is {port}, but the server listens at {string.Join(", ", addresses)} only;"
                    + $" add http://*:{port} to ASPNETCORE_URLS."]);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
