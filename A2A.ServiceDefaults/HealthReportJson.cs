using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.ServiceDefaults;

/// <summary>
/// Writes a health report as JSON, never with the text of exceptions:
/// <code>{"status":"Unhealthy"}</code>
/// and, where the caller may see them, with the checks:
/// <code>
/// {"status":"Unhealthy",
///  "checks":[{"name":"storage","status":"Unhealthy","description":"Redis did not answer in time.","milliseconds":1500.2}]}
/// </code>
/// </summary>
internal static class HealthReportJson
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Task WriteAsync(HttpContext context, HealthReport report, bool withChecks)
    {
        context.Response.StatusCode =
            report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return context.Response.WriteAsJsonAsync(
            new { status = report.Status.ToString(), checks = withChecks ? ChecksOf(report) : null },
            Options,
            contentType: "application/json",
            context.RequestAborted);
    }

    private static IEnumerable<object> ChecksOf(HealthReport report) => report.Entries.Select(entry => new
    {
        name = entry.Key,
        status = entry.Value.Status.ToString(),
        // Without a description of its own a check that throws is described by its exception.
        description = entry.Value.Description == entry.Value.Exception?.Message ? null : entry.Value.Description,
        milliseconds = Math.Round(entry.Value.Duration.TotalMilliseconds, 1),
        details = entry.Value.Data.Count > 0 ? entry.Value.Data : null,
    });
}
