using A2A.Server.Tests.Store;

// The contract of the storage port, on three masters with their replicas.
namespace A2A.Server.Tests.Redis.Cluster;

public sealed class CancelOnClusterTests(ClusterFixture cluster) : CancelContract(cluster);

public sealed class CircuitOnClusterTests(ClusterFixture cluster) : CircuitContract(cluster);

public sealed class CircuitListOnClusterTests(ClusterFixture cluster) : CircuitListContract(cluster);

public sealed class ContinueOnClusterTests(ClusterFixture cluster) : ContinueContract(cluster);

public sealed class ContinueLeaseOnClusterTests(ClusterFixture cluster) : ContinueLeaseContract(cluster);

public sealed class ContinueRepetitionOnClusterTests(ClusterFixture cluster) : ContinueRepetitionContract(cluster);

public sealed class DeadLetterOnClusterTests(ClusterFixture cluster) : DeadLetterContract(cluster);

public sealed class DeliveryDueOnClusterTests(ClusterFixture cluster) : DeliveryDueContract(cluster);

public sealed class DeliveryQueueOnClusterTests(ClusterFixture cluster) : DeliveryQueueContract(cluster);

public sealed class DeliveryRecordOnClusterTests(ClusterFixture cluster) : DeliveryRecordContract(cluster);

public sealed class DoorbellOnClusterTests(ClusterFixture cluster) : DoorbellContract(cluster);

public sealed class HistoryOnClusterTests(ClusterFixture cluster) : HistoryContract(cluster);

public sealed class LargePageOnClusterTests(ClusterFixture cluster) : LargePageContract(cluster);

public sealed class MessageGuardOnClusterTests(ClusterFixture cluster) : MessageGuardContract(cluster);

public sealed class OutageOnClusterTests(ClusterFixture cluster) : OutageContract(cluster);

public sealed class PushConfigOnClusterTests(ClusterFixture cluster) : PushConfigContract(cluster);

public sealed class RandomWalkOnClusterTests(ClusterFixture cluster) : RandomWalkContract(cluster);

public sealed class ReplayOnClusterTests(ClusterFixture cluster) : ReplayContract(cluster);

public sealed class RetentionOnClusterTests(ClusterFixture cluster) : RetentionContract(cluster);

public sealed class RunOnClusterTests(ClusterFixture cluster) : RunContract(cluster);

public sealed class SigningKeyOnClusterTests(ClusterFixture cluster) : SigningKeyContract(cluster);

public sealed class TaskEventsOnClusterTests(ClusterFixture cluster) : TaskEventsContract(cluster);

public sealed class TaskListOnClusterTests(ClusterFixture cluster) : TaskListContract(cluster);

public sealed class TaskRecordOnClusterTests(ClusterFixture cluster) : TaskRecordContract(cluster);

public sealed class TaskStoreOnClusterTests(ClusterFixture cluster) : TaskStoreContract(cluster);

public sealed class WorkQueueOnClusterTests(ClusterFixture cluster) : WorkQueueContract(cluster);
