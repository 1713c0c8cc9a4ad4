using A2A.AgentApi.Agents;
using A2A.Server.Http.Callers;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddA2AServer().AddSampleAgents().UseRedis("redis").AddGrpc();

var app = builder.Build();
app.MapDefaultEndpoints(Caller.IsOperator);
app.MapA2A();
app.MapA2AGrpc();
app.MapA2AOperations();
app.Run();
