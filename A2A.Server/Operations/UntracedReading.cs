using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace A2A.Server.Operations;

/// <summary>Keeps repeated reading from burying the traces of tasks: it begins no trace, but is part of the reader's own.</summary>
internal static class UntracedReading
{
    public static void Apply(EndpointBuilder endpoint)
    {
        var answer = endpoint.RequestDelegate!; // a route has one
        endpoint.RequestDelegate = context =>
        {
            if (IsMereReading(context.Request) && context.Features.Get<IHttpActivityFeature>()?.Activity is { } span)
            {
                // Exporters look at both when a span ends, and spans below it when they begin.
                span.IsAllDataRequested = false;
                span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }

            return answer(context);
        };
    }

    private static bool IsMereReading(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !request.Headers.ContainsKey("traceparent");
}
