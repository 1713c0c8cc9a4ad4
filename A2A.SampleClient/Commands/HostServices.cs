using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console.Cli;

namespace A2A.SampleClient.Commands;

/// <summary>Commands are services of the host, which is built when the command line has been understood.</summary>
internal sealed class HostServices(HostApplicationBuilder builder) : ITypeRegistrar, ITypeResolver, IDisposable
{
    private IHost? _host;

    public void Register(Type service, Type implementation) => builder.Services.AddSingleton(service, implementation);

    public void RegisterInstance(Type service, object implementation) => builder.Services.AddSingleton(service, implementation);

    public void RegisterLazy(Type service, Func<object> factory) => builder.Services.AddSingleton(service, _ => factory());

    public ITypeResolver Build()
    {
        _host = builder.Build();
        return this;
    }

    public object? Resolve(Type? type) => type is null ? null : _host?.Services.GetService(type);

    public void Dispose() => _host?.Dispose();
}
