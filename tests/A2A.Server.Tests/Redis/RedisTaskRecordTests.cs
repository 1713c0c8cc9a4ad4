using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class RedisTaskRecordTests(RedisFixture redis) : TaskRecordContract(redis);
