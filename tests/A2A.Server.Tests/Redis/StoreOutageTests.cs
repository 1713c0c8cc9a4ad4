using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class StoreOutageTests(RedisFixture redis) : OutageContract(redis);
