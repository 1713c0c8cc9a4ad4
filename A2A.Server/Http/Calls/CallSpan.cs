using System.Diagnostics;
using A2A.Protocol.V03;
using A2A.Server.Agents;
using A2A.Server.Diagnostics;
using A2A.Server.Http.Errors;
using A2A.Server.Tasks;

namespace A2A.Server.Http.Calls;

/// <summary>The span of a call, inside that of its request: <c>a2a.message/send</c> and so on.</summary>
internal static class CallSpan
{
    /// <summary>Begins it; null when there is no listener.</summary>
    public static Activity? Start(string method, IAgent agent) =>
        AgentTelemetry.Source.StartActivity($"a2a.{method}")?.SetTag("a2a.agent", agent.Name);

    /// <summary>Notes which task the present call is about, with a link to the task's own trace where that is another one.</summary>
    public static TaskSnapshot About(TaskSnapshot task)
    {
        Activity.Current?.SetTag("a2a.task.id", task.Id.Value).SetTag("a2a.task.state", task.State.ToV03());
        Activity.Current.LinkTo(task.TraceParent);
        return task;
    }

    /// <summary>Notes that the call was refused.</summary>
    public static void Refuse(this Activity span, A2AError error) =>
        span.SetTag("rpc.response.status_code", ErrorShape.Of(error.Kind).Code).SetStatus(ActivityStatusCode.Error, error.Message);
}
