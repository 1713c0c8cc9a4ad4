using System.Reflection;
using System.Runtime.ExceptionServices;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>One run of an AppHost's entry point, held at two places: before the application is built, and before it starts.</summary>
internal sealed class EntryPointRun : EntryPointSession, IAsyncDisposable
{
    private readonly Assembly _appHost;
    private readonly string[] _args;
    private readonly Action<DistributedApplicationOptions, HostApplicationBuilderSettings> _configure;
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _model = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _ended;

    public EntryPointRun(
        Assembly appHost, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        _appHost = appHost;
        _args = args;
        _configure = configure;
        // The entry point blocks for as long as the application runs: not on a thread of the pool.
        _ended = Task.Factory.StartNew(Invoke, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Task<DistributedApplicationBuilder> ModelAsync(CancellationToken cancellationToken) => OrEndAsync(_model.Task, cancellationToken);

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult();
        return OrEndAsync(_application.Task, cancellationToken);
    }

    /// <summary>Returns when the host has started; what the entry point throws before is thrown here.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var application = await _application.Task;
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lifetime = application.Services.GetRequiredService<IHostApplicationLifetime>();
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true));
        _mayStart.TrySetResult();
        await OrEndAsync(started.Task, cancellationToken);
    }

    /// <summary>Ends the application as Ctrl+C would, and waits for the entry point to return.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application.Task.IsCompletedSuccessfully && !_ended.IsCompleted && _mayStart.Task.IsCompletedSuccessfully)
        {
            (await _application.Task).Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }

        _mayBuild.TrySetCanceled(CancellationToken.None);
        _mayStart.TrySetCanceled(CancellationToken.None);
        await _ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    public override void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.AssemblyName = _appHost.GetName().Name;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        options.Args = [.. options.Args ?? [], .. _args.Except(options.Args ?? [])];
        settings.Args = options.Args;
        settings.EnvironmentName ??= Environments.Development;
        settings.Configuration ??= new ConfigurationManager();
        settings.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["DcpPublisher:RandomizePorts"] = "true" });
        _configure(options, settings);
    }

    public override void BeforeBuild(DistributedApplicationBuilder builder)
    {
        _model.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public override void AfterBuild(DistributedApplication application)
    {
        _application.TrySetResult(application);
        _mayStart.Task.GetAwaiter().GetResult();
    }

    private void Invoke()
    {
        Current = this;
        var main = _appHost.EntryPoint ?? throw new InvalidOperationException($"{_appHost.GetName().Name} has no entry point.");
        object?[] arguments = main.GetParameters().Length == 0 ? [] : [_args];
        try
        {
            main.Invoke(null, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    private async Task<T> OrEndAsync<T>(Task<T> awaited, CancellationToken cancellationToken)
    {
        if (await Task.WhenAny(awaited, _ended).WaitAsync(cancellationToken) == _ended && !awaited.IsCompleted)
        {
            await _ended;
            throw new InvalidOperationException($"The entry point of {_appHost.GetName().Name} returned too early.");
        }

        return await awaited;
    }
}
