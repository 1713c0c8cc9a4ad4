// The whole system, told in the order in which its parts come up:
// the store, the secrets that sign, encrypt and operate, the agents, whoever hears from them, and a client that shows what it is all for.
using A2A.AppHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

var builder = DistributedApplication.CreateBuilder(args);
var replicas = builder.Configuration.GetValue("Replicas", 2);

// Where tasks live. They outlive every process below.
var redis = await builder.AddRedisAsync(CancellationToken.None);

// Signs every webhook, and proves it to the receiver. Made at the first start and kept in the user secrets;
// letters and digits only, so that its 44 characters are also the Base64 that Standard Webhooks asks for.
var webhookSecret = builder.AddParameter(
    "webhook-secret", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);

// Lets whoever runs the dashboard see and change deliveries and keys. Made and kept like the secret.
var operationsKey = builder.AddParameter(
    "operations-key", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);

// Encrypts what Redis holds of webhooks and signing keys. Kept like the secret: without it that Redis can't be read.
var encryptionKey = builder.AddParameter(
    "encryption-key", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);

// The agents: several replicas behind one address. Any of them may die; the others go on with its tasks.
var agentApi = builder.AddProject<Projects.A2A_AgentApi>("agent-api", options => options.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(port: builder.Configuration.GetValue("Ports:AgentApi", 8000))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReplicas(replicas)
    .WithRedis(redis)
    .WithEnvironment("Push__SigningSecret", webhookSecret)
    .WithEnvironment("Encryption__Key", encryptionKey)
    .WithOperations(operationsKey)
    .WithEnvironmentOfAppHost()
    .WithSettingsFrom("AgentApi")
    .WithTelemetryOnlyWhenCollected()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Agent API")
    .WithUrls(context => context.AddPath("/.well-known/agent-card.json", "Agent card"));
agentApi.WithEnvironment("Agents__PublicUrl", agentApi.GetEndpoint("http"));
if (builder.Environment.IsDevelopment())
{
    // The receiver is on this machine, where webhooks must not go otherwise, and not without TLS either.
    agentApi.WithEnvironment("Push__AllowedNetworks__loopback4", "127.0.0.0/8")
        .WithEnvironment("Push__AllowedNetworks__loopback6", "::1/128")
        .WithEnvironment("Push__AllowHttp", "true");
}

// Whoever wants to hear of a task's progress without holding a connection.
var webhookReceiver = builder.AddProject<Projects.A2A_WebhookReceiver>("webhook-receiver", options => options.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(port: builder.Configuration.GetValue("Ports:WebhookReceiver", 9000))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithRedis(redis)
    .WithEnvironment("Webhooks__Secrets__apphost", webhookSecret)
    // Tokens of the agents above are a proof too: by that secret, or by their public keys, which are asked for when the first comes.
    .TrustIssuer("apphost", agentApi.GetEndpoint("http"))
    .WithEnvironmentOfAppHost()
    .WithSettingsFrom("WebhookReceiver")
    .WithTelemetryOnlyWhenCollected()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Webhook receiver")
    .WithUrls(context => context.AddPath("/webhook/notifications", "What was received"));
if (builder.Environment.IsDevelopment())
{
    // There the receiver knows the issuer of the agent "enterprise", which signs by the server's keys where no secret was agreed.
    webhookReceiver.WithKeysOfIssuer("enterprise", agentApi.GetEndpoint("http"));
}

// Submits a long task, disconnects, and comes back when the webhook says that it is done.
var sampleClient = builder.AddProject<Projects.A2A_SampleClient>("sample-client", options => options.ExcludeLaunchProfile = true)
    .WithArgs("disconnect")
    .WithReference(agentApi)
    .WithReference(webhookReceiver)
    .WaitFor(agentApi)
    .WaitFor(webhookReceiver)
    .WithEnvironment("SampleClient__WebhookSecret", webhookSecret)
    .WithEnvironmentOfAppHost()
    .WithSettingsFrom("SampleClient:Settings")
    .WithTelemetryOnlyWhenCollected();
if (!builder.Configuration.GetValue("SampleClient:Enabled", true))
{
    sampleClient.WithExplicitStart();
}

builder.AnnounceAddressesOf(agentApi, webhookReceiver);
await builder.Build().RunAsync();
