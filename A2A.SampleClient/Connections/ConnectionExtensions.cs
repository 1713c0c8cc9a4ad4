using System.Net;
using A2A.Protocol.Client;
using A2A.Protocol.Grpc;
using A2A.SampleClient.Receiver;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace A2A.SampleClient.Connections;

/// <summary>Registers the clients of the two services.</summary>
internal static class ConnectionExtensions
{
    private const string KeyHeader = "X-API-Key";
    private const string SecretOfAppHost = "Parameters:webhook-secret";

    public static void AddConnections(this IHostApplicationBuilder builder)
    {
        builder.Services.AddClientOptions();
        builder.Services.AddSingleton(services => ServiceAddresses.From(Options(services), services.GetRequiredService<IConfiguration>()));
        var agent = builder.Services.AddHttpClient<AgentConnection>(
            (services, http) => Reach(http, services.GetRequiredService<ServiceAddresses>().Agent, Options(services).ApiKey))
            .ConfigurePrimaryHttpMessageHandler(A2AClient.CreateHandler)
            .AddHttpMessageHandler(() => new MissingService("agent", nameof(SampleClientOptions.AgentUrl)))
            .WithTimesOfItsOwn();
        agent.AddResilienceHandler("unavailable", pipeline => pipeline.AddRetry(WhenAskedTo));
        agent.AddHttpMessageHandler(() => new RetryInfoHandler());
        builder.Services.AddReceiverClient<ReceiverClient>();
        builder.Services.AddReceiverClient<NotificationFeed>();
        builder.Services.AddTransient<Mailbox>();
        builder.Services.AddSingleton(TimeProvider.System);
    }

    private static void AddReceiverClient<T>(this IServiceCollection services)
        where T : class => services.AddHttpClient<T>(ReachReceiver)
        .ConfigurePrimaryHttpMessageHandler(WithoutRedirects)
        .AddHttpMessageHandler(() => new MissingService("webhook receiver", nameof(SampleClientOptions.ReceiverUrl)))
        .WithTimesOfItsOwn();

    private static void AddClientOptions(this IServiceCollection services) =>
        services.AddOptions<SampleClientOptions>()
            .BindConfiguration(SampleClientOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(o => o.AgentUrl is not { IsAbsoluteUri: false }, "SampleClient:AgentUrl must be an absolute URL.")
            .Validate(o => o.ReceiverUrl is not { IsAbsoluteUri: false }, "SampleClient:ReceiverUrl must be an absolute URL.")
            .Validate(o => SampleClientOptions.Versions.ContainsKey(o.Version), "SampleClient:Version must be auto, 1.0 or 0.3.")
            .Validate(o => SampleClientOptions.Bindings.ContainsKey(o.Binding), "SampleClient:Binding must be auto, jsonrpc, http or grpc.")
            .Validate(o => o.DashboardUrl is not { IsAbsoluteUri: false }, "SampleClient:DashboardUrl must be an absolute URL.")
            .PostConfigure<IConfiguration>((o, configuration) =>
                o.WebhookSecret = o.WebhookSecret is { Length: > 0 } own ? own : configuration[SecretOfAppHost] ?? "")
            .Validate(
                o => IsSendable(o.ApiKey),
                "SampleClient:ApiKey must hold only visible ASCII; leave it out where the agent asks for no key.")
            .Validate(
                o => IsSendable(o.ReceiverKey),
                "SampleClient:ReceiverKey must hold only visible ASCII; leave it out where the receiver asks for no key.")
            .Validate(o => IsTime(o.Patience), "SampleClient:Patience must be more than nothing, at most a day; write it as 00:02:00.")
            .Validate(o => IsTime(o.RetryDelay), "SampleClient:RetryDelay must be more than nothing, at most a day; write it as 00:00:01.")
            .ValidateOnStart();

    // A bare number is days to .NET.
    private static bool IsTime(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1);

    private static void ReachReceiver(IServiceProvider services, HttpClient http) =>
        Reach(http, services.GetRequiredService<ServiceAddresses>().ReceiverBase, Options(services).ReceiverKey);

    // The receiver's key is for the receiver alone: a redirect would send it elsewhere.
    private static SocketsHttpHandler WithoutRedirects() => new() { AllowAutoRedirect = false };

#pragma warning disable EXTEXP0001 // the only way to take the resilience of the defaults off one client
    /// <summary>
    /// Streams and blocking sends last longer than the 10 s that the standard resilience gives an attempt, and a service that is not
    /// there is to be told at once.
    /// </summary>
    private static IHttpClientBuilder WithTimesOfItsOwn(this IHttpClientBuilder http) => http.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001

    /// <summary>
    /// An agent that is out of reach for a moment says when to send again (RFC 9110, section 10.2.3). Its message's id makes a message
    /// safe to send again.
    /// </summary>
    private static HttpRetryStrategyOptions WhenAskedTo => new()
    {
        MaxRetryAttempts = 3,
        ShouldHandle = attempt => ValueTask.FromResult(
            attempt.Outcome.Result is
            {
                Headers.RetryAfter: not null,
                StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable,
            }),
    };

    private static void Reach(HttpClient http, Uri address, string? key)
    {
        http.BaseAddress = address;
        if (key is { Length: > 0 })
        {
            http.DefaultRequestHeaders.Add(KeyHeader, key);
        }
    }

    private static bool IsSendable(string? key) => key is null || !key.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static SampleClientOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<SampleClientOptions>>().Value;
}
