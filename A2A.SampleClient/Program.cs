using A2A.SampleClient.Commands;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Scenarios;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.AddServiceDefaults(); // telemetry, names instead of addresses
builder.AddConnections(args); // the agent, and the receiver of its webhooks
builder.AddScreen();          // what a person sees
builder.AddScenarios();       // what can be run

using var host = builder.Build();
return await host.RunCommandAsync(args);
