using A2A.Server.Tasks;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.Server.Execution;

internal static class ExecutionExtensions
{
    /// <summary>Runs tasks on this replica, so many at a time.</summary>
    public static void AddExecution(this IServiceCollection services)
    {
        services.AddOptions<ExecutionOptions>().BindStrictly(ExecutionOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => options.Lease >= TimeSpan.FromSeconds(1), "Execution:Lease must be at least one second.")
            .Validate(options => options.Drain >= TimeSpan.Zero, "Execution:Drain must not be negative.")
            .ValidateOnStart();
        services.AddOptions<TaskOptions>().BindStrictly(TaskOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                options => options.Sweep > TimeSpan.Zero && options.Sweep <= TimeSpan.FromHours(1),
                "Tasks:Sweep must be positive and not exceed one hour.")
            .Validate(options => options.Retention > TimeSpan.Zero, "Tasks:Retention must be positive.")
            .Validate(options => options.RetentionSweep > TimeSpan.Zero, "Tasks:RetentionSweep must be positive.")
            .Validate(options => options.LateAfter > TimeSpan.Zero, "Tasks:LateAfter must be positive.")
            .Validate(options => options.RememberMessagesFor is not { } kept || kept >= TimeSpan.Zero,
                "Tasks:RememberMessagesFor must not be negative.")
            .Validate(options => IsWait(options.LongestWait), "Tasks:LongestWait must be from 0 to one day.")
            .Validate(options => IsWait(options.CancelWait), "Tasks:CancelWait must be from 0 to one day.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LocalSlots>();
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<DueLoop<TaskId>>(provider, Bell.Work, provider.GetRequiredService<LocalSlots>()));
        services.AddSingleton<TaskIntake>();
        services.AddSingleton<TaskWait>();
        services.AddSingleton<TaskService>();
        services.AddSingleton<TaskRunner>();
        services.AddHostedService<TaskWorker>();
        services.AddHostedService<QueueMeter>();
        services.AddHealthChecks().AddCheck<QueueHealth>("queues", HealthStatus.Degraded);
    }

    // A timer takes no negative time, and none of many days.
    private static bool IsWait(TimeSpan time) => time >= TimeSpan.Zero && time <= TimeSpan.FromDays(1);
}
