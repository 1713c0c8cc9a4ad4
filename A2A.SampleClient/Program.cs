using A2A.SampleClient.Commands;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder();
builder.AddServiceDefaults(); // telemetry, names instead of addresses
builder.AddConnections();     // the agent, and the receiver of its webhooks
builder.AddScreen();          // what a person sees
builder.AddPlaying();         // what plays the scenarios

return await builder.RunCommandAsync(args, ScreenExtensions.ForPerson(args.Contains(ScenarioOptions.JsonOption)), Console.Out);
