using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Commands;

/// <summary>Runs a command's work while the host runs, with the settings that its options name.</summary>
internal sealed class HostedRun(IHost host, IHostApplicationLifetime lifetime, IConfiguration configuration, Screen screen)
{
    /// <summary>Gives the exit code. Services that depend on settings must not be resolved before <paramref name="work"/>.</summary>
    public async Task<int> RunAsync(
        CommonOptions options, Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            options.ApplyTo(configuration.GetSection(SampleClientOptions.Section));
            // Before the start, which would log the whole exception.
            host.Services.GetRequiredService<IStartupValidator>().Validate();
            EnsureSecret(options);
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException) // the latter: not to be bound
        {
            screen.Complain($"{e.Message.TrimEnd('.')}. The option --help lists the settings.");
            return CommandLine.NotUnderstood;
        }

        return await WorkAsync(work, lifetime.ApplicationStopping, cancellationToken);
    }

    private async Task<int> WorkAsync(
        Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken stopping, CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken);
        try
        {
            return await work(host.Services, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            screen.Complain("Stopped.");
            return CommandLine.Failed;
        }
        catch (Exception e) when (Faults.Explain(e) is { } problem)
        {
            screen.Complain($"{problem.TrimEnd('.')}.");
            return CommandLine.Failed;
        }
        finally
        {
            // Telemetry is sent when the host stops.
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Only scenarios hear of webhooks.</summary>
    private void EnsureSecret(CommonOptions options)
    {
        var secret = host.Services.GetRequiredService<IOptions<SampleClientOptions>>().Value.WebhookSecret;
        if (options is ScenarioOptions && secret.Length == 0)
        {
            throw new InvalidOperationException(
                "Set SampleClient:WebhookSecret to the secret that the webhook receiver has"
                + " (in Development the one that the AppHost made at its first start is taken)");
        }
    }
}
