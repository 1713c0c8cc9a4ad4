using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.ServiceDefaults;

/// <summary>
/// Writes a health report as JSON, without the text of exceptions:
/// <code>{"status":"Unhealthy","checks":[{"name":"redis","status":"Unhealthy","description":"Redis did not answer within 2 s."}]}</code>
/// </summary>
internal static class HealthReportJson
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = report.Status.ToString(),
            checks = report.Entries.Select(entry => new
            {
                name = entry.Key,
                status = entry.Value.Status.ToString(),
                description = entry.Value.Description,
                milliseconds = Math.Round(entry.Value.Duration.TotalMilliseconds, 1),
                details = entry.Value.Data.Count > 0 ? entry.Value.Data : null,
            }),
        },
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        },
        contentType: "application/json",
        context.RequestAborted);
}
