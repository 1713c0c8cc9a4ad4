using System.Diagnostics;

namespace A2A.SampleClient.Playing;

/// <summary>The sample client's one ActivitySource.</summary>
internal static class SampleTelemetry
{
    public static readonly ActivitySource Source = new("A2A.SampleClient");
}
