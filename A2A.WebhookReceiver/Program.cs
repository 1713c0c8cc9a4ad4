using A2A.WebhookReceiver.Http;
using A2A.WebhookReceiver.Receiving;
using A2A.WebhookReceiver.Redis;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddReceiving();      // which webhooks are genuine, and what they say
builder.AddRedisStorage();   // where they are kept before they are acknowledged
builder.AddJson();
builder.AddProblems();       // what is answered when something fails

var app = builder.Build();

app.UseProblems();
app.MapWebhooks();           // where senders post to
app.MapNotifications();      // what has arrived
app.MapService();            // who is here
app.MapDefaultEndpoints();

app.Run();
