using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class RedisSigningKeyStoreTests(RedisFixture redis) : SigningKeyContract(redis);
