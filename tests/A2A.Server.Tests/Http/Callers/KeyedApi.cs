namespace A2A.Server.Tests.Http.Callers;

/// <summary>A server whose callers have keys.</summary>
public sealed class KeyedApi : IAsyncLifetime
{
    internal const string Alice = "the-key-of-alice-1234567890";
    internal const string Bob = "the-key-of-bob-0987654321";
    internal const string Operator = "the-key-of-the-operator-4711";

    internal RedisServer Redis { get; private set; } = null!; // set by InitializeAsync

    internal ApiReplica Api { get; private set; } = null!; // set by InitializeAsync

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync();
        Api = ApiReplica.Start(Redis, new()
        {
            ["Callers:ApiKeys:alice"] = Alice,
            ["Callers:ApiKeys:bob"] = Bob,
            ["Callers:Operators:olga"] = Operator,
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
