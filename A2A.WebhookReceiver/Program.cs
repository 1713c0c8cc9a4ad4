using A2A.WebhookReceiver.Http;
using A2A.WebhookReceiver.Http.Limits;
using A2A.WebhookReceiver.Receiving;
using A2A.WebhookReceiver.Redis;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddReceiving();      // which webhooks are genuine, and what they say
builder.AddRedisStorage();   // where they are kept before they are acknowledged
builder.AddLimits();         // how much one sender may ask
builder.AddNotifications();  // which requests may read what has arrived
builder.AddAnswers();        // how they are written, and what is said when something fails

var app = builder.Build();

app.UseAnswers();
app.UseRateLimiter();
DemoOutage.On(app).MapWebhooks(); // where senders post to; in Development they can be refused for a while
app.MapOwnership();          // where they ask whether they may
app.MapNotifications();      // what has arrived
app.MapService();            // the service's name and state
app.MapDefaultEndpoints();

app.Run();
