using System.Net;
using A2A.Server.Push.Keys;
using A2A.Server.Push.Ownership;
using A2A.Server.Tasks;
using A2A.Webhooks;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

internal static class PushExtensions
{
    /// <summary>Sends notifications to the webhooks that callers registered.</summary>
    public static void AddPush(this IServiceCollection services)
    {
        services.AddPushOptions();
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsCheck>();
        services.AddSigning();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ResolveHost>(_ => (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));
        services.AddSingleton(provider => new AddressGuard([.. Options(provider).AllowedNetworks.Values.Select(IPNetwork.Parse)]));
        services.AddSingleton(provider => new Destinations(Options(provider).AllowedHosts.Values, Options(provider).AllowedPorts.Values));
        services.AddSingleton(provider => new WebhookUrl(
            provider.GetRequiredService<AddressGuard>(), provider.GetRequiredService<Destinations>(), Options(provider).AllowHttp));
        services.AddSingleton(provider => new RetrySchedule(Options(provider), Random.Shared.NextDouble));
        services.AddEndpointGate();
        services.AddSingleton<GuardedConnect>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<WebhookRequests>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<FoldedTasks>();
        services.AddSingleton<EventDelivery>();
        services.AddSingleton<DeliveryRunner>();
        services.AddSingleton<PushConfigs>();
        services.AddSingleton<ChallengeExchange>();
        services.AddSingleton<OwnershipChecks>();
        services.AddHostedService<CircuitWatch>(); // before the first webhook is sent
        services.AddSingleton(provider => new OpenKeys(provider.GetRequiredService<SigningKeys>().CurrentAsync));
        services.AddSingleton(Loop);
        services.AddSingleton<WebhookDispatcher>();
        services.AddSingleton<IOutbox>(provider => provider.GetRequiredService<WebhookDispatcher>());
        services.AddHostedService(provider => provider.GetRequiredService<WebhookDispatcher>());
    }

    // A turn that waits in line for an endpoint sends nothing: such waits take no place from others.
    private static DueLoop<Subscription> Loop(IServiceProvider provider)
    {
        var (most, endpoints, places) = (Options(provider).Concurrency, provider.GetRequiredService<EndpointPlaces>(), new Places());
        places.Open(() => most + endpoints.Waiting);
        return ActivatorUtilities.CreateInstance<DueLoop<Subscription>>(provider, Bell.Deliveries, places);
    }

    private static void AddEndpointGate(this IServiceCollection services)
    {
        services.AddSingleton(provider => new EndpointPlaces(
            Options(provider).ConcurrencyPerEndpoint,
            line: Options(provider).Concurrency / 2,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new EndpointRates(Options(provider).RatePerEndpoint, Random.Shared.NextDouble));
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<EndpointCircuits>(provider, (Func<double>)Random.Shared.NextDouble));
        services.AddSingleton<EndpointGate>();
    }

    private static void AddSigning(this IServiceCollection services)
    {
        services.AddOptions<SigningOptions>().BindStrictly(SigningOptions.Section)
            .Validate(
                options => options.TokenLifetime >= SigningOptions.ShortestTokenLifetime
                    && options.TokenLifetime <= SigningOptions.LongestTokenLifetime,
                $"Signing:TokenLifetime must be at least {SigningOptions.ShortestTokenLifetime}, and at most "
                    + $"{SigningOptions.LongestTokenLifetime}: a stolen token must not be of use for longer.")
            .Validate(options => options.PublishAhead > TimeSpan.Zero && options.RotateEvery > options.PublishAhead,
                "Signing:PublishAhead must be positive and shorter than Signing:RotateEvery.")
            .ValidateOnStart();
        services.AddSingleton<SigningKeys>();
        services.AddHostedService<SigningKeyWatch>();
    }

    private static void AddPushOptions(this IServiceCollection services) =>
        services.AddOptions<PushOptions>().BindStrictly(PushOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => options.AllowedNetworks.Values.All(network => IPNetwork.TryParse(network, out _)),
                "Push:AllowedNetworks must hold networks in CIDR form by name, such as \"loopback\": \"127.0.0.0/8\".")
            .Validate(options => string.IsNullOrEmpty(options.SigningSecret) || WebhookSecret.TryParse(options.SigningSecret, out _),
                "Push:SigningSecret must be the base64 of 24 to 64 bytes after 'whsec_'.")
            .Validate(options => options.Timeout > TimeSpan.Zero && options.Lease >= options.Timeout * 2,
                "Push:Timeout must be positive, and Push:Lease at least twice as long.")
            .Validate(options => options.Drain >= TimeSpan.Zero, "Push:Drain must not be negative.")
            .Validate(options => options.FirstDelay > TimeSpan.Zero && options.FirstDelay <= options.LongestDelay,
                "Push:FirstDelay must be positive and not exceed Push:LongestDelay.")
            .Validate(options => options.GiveUpAfter > TimeSpan.Zero, "Push:GiveUpAfter must be positive.")
            .Validate(
                options => options.GiveUpRefusalAfter >= TimeSpan.Zero && options.GiveUpContentAfter >= TimeSpan.Zero,
                "Push:GiveUpRefusalAfter and Push:GiveUpContentAfter must not be negative.")
            .Validate(options => options.KeepDeadLetters > TimeSpan.Zero, "Push:KeepDeadLetters must be positive.")
            .Validate(options => options.Circuit.Failures is >= 1 and <= 1_000_000, "Push:Circuit:Failures must be from 1 to 1000000.")
            .Validate(options => options.Circuit.FirstPause > TimeSpan.Zero && options.Circuit.FirstPause <= options.Circuit.LongestPause,
                "Push:Circuit:FirstPause must be positive and not exceed Push:Circuit:LongestPause.")
            .Validate(
                options => options.Circuit.LongestPause <= TimeSpan.FromHours(1),
                "Push:Circuit:LongestPause must not exceed one hour.")
            .ValidateOnStart();

    private static PushOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<PushOptions>>().Value;
}
