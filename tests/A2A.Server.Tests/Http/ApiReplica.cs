using A2A.Server.Agents;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace A2A.Server.Tests.Http;

/// <summary>One replica of the agent API on Kestrel and a free port, with a Redis that others may share and settings of the test's own.</summary>
internal sealed class ApiReplica : WebApplicationFactory<Program>
{
    private readonly string _redis;
    private readonly Dictionary<string, string> _settings;
    private readonly IAgent? _agent;
    private readonly Action<IServiceCollection>? _services;

    private ApiReplica(RedisServer redis, Dictionary<string, string> settings, IAgent? agent, Action<IServiceCollection>? services) =>
        (_redis, _settings, _agent, _services) = (redis.ConnectionString, settings, agent, services);

    public HttpClient Client { get; private set; } = null!; // set by Start

    public LinesOfLog Log { get; } = new();

    /// <summary>Starts one.</summary>
    public static ApiReplica Start(
        RedisServer redis, Dictionary<string, string>? settings = null, IAgent? agent = null, Action<IServiceCollection>? services = null)
    {
        var replica = new ApiReplica(redis, settings ?? [], agent, services);
        try
        {
            replica.UseKestrel();
            replica.StartServer();
            replica.Client = replica.CreateClient();
            replica.Client.Timeout = Eventually.Patience;
            return replica;
        }
        catch
        {
            replica.Dispose();
            throw;
        }
    }

    /// <summary>Asks for a path, with headers as pairs of name and value.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        builder.UseSetting("ConnectionStrings:redis", _redis);
        builder.UseSetting("Encryption:Key", Tests.Redis.Storage.EncryptionKey);
        builder.UseSetting("Samples:Pace", "0.01");
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging => logging.AddProvider(Log));
        if (_agent is not null)
        {
            builder.ConfigureTestServices(services => services.AddSingleton(_agent));
        }

        if (_services is not null)
        {
            builder.ConfigureTestServices(_services);
        }
    }
}
