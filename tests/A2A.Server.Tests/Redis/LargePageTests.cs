using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class LargePageTests(RedisFixture redis) : LargePageContract(redis);
