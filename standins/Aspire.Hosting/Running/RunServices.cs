using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>What every replica needs to run.</summary>
internal sealed record RunServices(
    ResourceNotificationService Notifications,
    ResourceOutput Output,
    HealthMonitor Health,
    StartCommand Commands,
    EndpointAllocation Endpoints,
    Reaper Reaper,
    DistributedApplicationExecutionContext ExecutionContext,
    ILogger Logger,
    TimeProvider Time,
    CancellationToken Stopping);
