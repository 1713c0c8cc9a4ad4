using A2A.AgentApi.Agents;
using A2A.AgentApi.Execution;
using A2A.AgentApi.Http;
using A2A.AgentApi.Http.Callers;
using A2A.AgentApi.Push;
using A2A.AgentApi.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddA2A();          // how callers reach the agents
builder.AddRedisStorage(); // where tasks live
builder.AddAgents();       // what works on them
builder.AddExecution();    // who runs them
builder.AddPush();         // who is told

var app = builder.Build();
app.MapDefaultEndpoints(Caller.IsOperator);
app.MapA2A();
app.Run();
