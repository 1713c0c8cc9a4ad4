using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace A2A.ServiceDefaults;

/// <summary>Leaves requests for the health of a service out of the traces: they come every few seconds and tell nothing.</summary>
internal sealed class HealthRequestFilter : BaseProcessor<Activity>
{
    /// <summary>At the start rather than the end, so that what happens inside of the request is left out too.</summary>
    public override void OnStart(Activity data)
    {
        if (data.Kind == ActivityKind.Server
            && data.GetTagItem("url.path") is Extensions.HealthPath or Extensions.AlivePath)
        {
            data.IsAllDataRequested = false;
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
