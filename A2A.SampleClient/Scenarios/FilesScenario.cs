using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>Four files are processed; each gives a result as soon as it is done, and a summary comes last.</summary>
internal static class FilesScenario
{
    private static readonly string[] Results =
    [
        "processed_customer_data_csv", "processed_financial_report_pdf", "processed_ml_model_pkl", "processed_audit_log_json",
        "processing_summary",
    ];

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        var course = await stage.TakeCourseAsync("Process my files", webhook, cancellationToken);

        return Verdict.Of(Checks.Of(course, Results));
    }
}
