using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class CircuitListTests(RedisFixture redis) : CircuitListContract(redis);
