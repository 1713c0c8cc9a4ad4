// The whole system, told in the order in which its parts come up:
// the store, the secrets that sign, encrypt and operate, the agents, the receiver of their webhooks, and a client that shows
// what it is all for.
using A2A.AppHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

try
{
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, EnableResourceLogging = true });
    builder.CheckSettings(args);
    builder.KeepDashboardKeysInArtifacts();
    var replicas = builder.Number("Replicas", usual: 2, least: 1, most: 20);
    var agentPort = builder.Number("Ports:AgentApi", usual: 8000, least: 1, most: 65535);
    var grpcPort = builder.Number("Ports:AgentApiGrpc", usual: 8001, least: 1, most: 65535);
    var receiverPort = builder.Number("Ports:WebhookReceiver", usual: 9000, least: 1, most: 65535);
    await builder.WaitForPortsAsync(
        ("--Ports:AgentApi", agentPort), ("--Ports:AgentApiGrpc", grpcPort), ("--Ports:WebhookReceiver", receiverPort));

    // Where tasks live. They outlive every process below.
    var redis = await builder.AddRedisAsync(CancellationToken.None);

    // Signs every webhook, and proves it to the receiver. Made at the first start and kept in the user secrets;
    // letters and digits only, so that its 44 characters are also the Base64 that Standard Webhooks asks for.
    var webhookSecret = builder.AddParameter(
        "webhook-secret", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true)
        .WithDescription("Signs every webhook for which no secret was agreed, and proves it to the receiver.");

    // Authorizes the dashboard's commands on deliveries and keys. Made and kept like the secret.
    var operationsKey = builder.AddParameter(
        "operations-key", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true)
        .WithDescription("The operator's key: send it as X-API-Key to the routes below /ops, or log in with it to the operations page.");

    // Encrypts what Redis holds of webhooks and signing keys. Kept like the secret: without it that Redis can't be read.
    var encryptionKey = builder.AddParameter(
        "encryption-key", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true)
        .WithDescription("Encrypts push configs and signing keys in Redis, which can't be read without it: keep it as long as the data.");

    // The agents: several replicas behind one address. Any of them may die; the others go on with its tasks.
    var agentApi = builder.AddProject<Projects.A2A_AgentApi>(Narration.AgentApi, options => options.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(port: agentPort)
        .WithGrpcEndpoint(port: grpcPort)
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health", endpointName: "http")
        .WithReplicas(replicas)
        .WithReference(redis)
        .WaitFor(redis)
        .WithEnvironment("Push__SigningSecret", webhookSecret)
        .WithEnvironment("Encryption__Key", encryptionKey)
        .WithOperations(operationsKey)
        .WithLinksToDashboard("Operations")
        .WithEnvironmentOfAppHost()
        .WithoutTls()
        .WithSettingsFrom("AgentApi")
        .WithTelemetryOnlyWhenCollected()
        .WithUrlForEndpoint("http", url => url.DisplayText = "Agent API")
        .WithUrlForEndpoint("http", _ => new() { Url = "/.well-known/agent-card.json", DisplayText = "Agent card" })
        .WithUrlForEndpoint("http", _ => new() { Url = "/ops/", DisplayText = "Operations" });
    agentApi.WithEnvironment("Agents__PublicUrl", agentApi.GetEndpoint("http"));

    // Hears of a task's progress without holding a connection.
    var webhookReceiver = builder
        .AddProject<Projects.A2A_WebhookReceiver>(Narration.WebhookReceiver, options => options.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(port: receiverPort)
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health")
        .WithReference(redis)
        .WaitFor(redis)
        .WithEnvironment("Webhooks__Secrets__apphost", webhookSecret)
        .WithLinksToDashboard("Webhooks")
        // Tokens of the agents above are a proof too: by that secret, or by their public keys, which are asked for when the first comes.
        .TrustIssuer("apphost", agentApi.GetEndpoint("http"))
        .WithEnvironmentOfAppHost()
        .WithoutTls()
        .WithSettingsFrom("WebhookReceiver")
        .WithTelemetryOnlyWhenCollected()
        .WithUrlForEndpoint("http", url => url.DisplayText = "Webhook receiver")
        .WithUrlForEndpoint("http", _ => new() { Url = "/webhook/notifications", DisplayText = "What was received, as JSON" });
    if (builder.Environment.IsDevelopment())
    {
        // The receiver is on this machine, where webhooks must not go otherwise, and not without TLS either.
        agentApi.WithEnvironment("Push__AllowedNetworks__loopback4", "127.0.0.0/8")
            .WithEnvironment("Push__AllowedNetworks__loopback6", "::1/128")
            .WithEnvironment("Push__AllowHttp", "true");
        // The receiver knows the issuer of the agent "enterprise", which signs by the server's keys where no secret was agreed.
        webhookReceiver.WithKeysOfIssuer("enterprise", agentApi.GetEndpoint("http")).WithDemoOutage();
        agentApi.WithDemoTask(webhookReceiver.GetEndpoint("http"), webhookSecret);
    }

    // Submits a long task, disconnects, and comes back when the webhook says that it is done; or plays another scenario.
    var sampleClient = builder.AddProject<Projects.A2A_SampleClient>(Narration.SampleClient, options => options.ExcludeLaunchProfile = true)
        .WithArgs(builder.Configuration["SampleClient:Scenario"] ?? "disconnect")
        .WithReference(agentApi)
        .WithReference(webhookReceiver)
        .WaitFor(agentApi)
        .WaitFor(webhookReceiver)
        .WithEnvironment("SampleClient__WebhookSecret", webhookSecret)
        .WithLinksToDashboard("SampleClient")
        .WithEnvironmentOfAppHost()
        .WithoutTls()
        .WithSettingsFrom("SampleClient:Settings")
        .WithTelemetryOnlyWhenCollected();
    if (!builder.Configuration.GetValue("SampleClient:Enabled", true))
    {
        sampleClient.WithExplicitStart();
    }

    // The first, because Aspire's own services start only when every resource has got what it waits for.
    builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, Narration>());
    await builder.Build().RunAsync();
    return 0;
}
catch (StartException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
