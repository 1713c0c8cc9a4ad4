using System.Text.Json.Nodes;
using A2A.Server.Tests.Http;

namespace A2A.Server.Tests.Agents;

/// <summary>What callers hear of the sample agents, in order.</summary>
public sealed class SampleAgentsTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_quick_task_is_one_step() =>
        (await TellAsync("/", "Process this quickly")).ShouldBe(["submitted", "working ⚡ Processing quick task...", "artifact quick_result", "completed"]);

    [Fact]
    public async Task A_report_is_gathered_written_and_given() =>
        (await TellAsync("/agents/report", "Generate the Q1 report")).ShouldBe(
            ["submitted", "working Gathering data...", "working Generating report...", "completed Report: Q1 revenue was 4.2M, up 15% YoY."]);

    [Fact]
    public async Task A_report_of_no_quarter_is_asked_back() =>
        (await TellAsync("/agents/report", "Generate a report")).ShouldBe(["submitted", "input-required Which quarter: Q1, Q2, Q3 or Q4?"]);

    [Fact]
    public async Task A_secure_task_reports_each_of_its_five_steps() =>
        (await TellAsync("/agents/enterprise", "Run secure data processing")).ShouldBe(
        [
            "submitted",
            "working 🔒 Initializing secure task with enterprise security...",
            .. Enumerable.Range(1, 5).Select(step => $"working 🔐 Secure processing step {step}/5..."),
            "artifact secure_task_result",
            "completed",
        ]);

    [Fact]
    public async Task Files_give_an_artifact_each_and_a_summary() =>
        (await TellAsync("/agents/enterprise", "Process my files")).ShouldBe(
        [
            "submitted",
            "working 📁 Processing multiple files...",
            "working 📄 Processing customer_data.csv... (1/4)",
            "artifact processed_customer_data_csv",
            "working 📄 Processing financial_report.pdf... (2/4)",
            "artifact processed_financial_report_pdf",
            "working 📄 Processing ml_model.pkl... (3/4)",
            "artifact processed_ml_model_pkl",
            "working 📄 Processing audit_log.json... (4/4)",
            "artifact processed_audit_log_json",
            "artifact processing_summary",
            "completed",
        ]);

    [Fact]
    public async Task A_batch_goes_by_twos() =>
        (await TellAsync("/agents/enterprise", "Run batch processing job")).ShouldBe(
        [
            "submitted",
            "working ⚙️ Starting batch processing job...",
            "working 📦 Processing batch: items [1, 2] (2/10)",
            "working 📦 Processing batch: items [3, 4] (4/10)",
            "working 📦 Processing batch: items [5, 6] (6/10)",
            "working 📦 Processing batch: items [7, 8] (8/10)",
            "working 📦 Processing batch: items [9, 10] (10/10)",
            "artifact batch_processing_result",
            "completed",
        ]);

    [Fact]
    public async Task Anything_else_is_a_standard_task() =>
        (await TellAsync("/agents/enterprise", "Hello")).ShouldBe(
            ["submitted", "working ⚡ Processing standard task...", "artifact standard_result", "completed"]);

    [Fact]
    public async Task A_message_without_text_is_worked_on_too()
    {
        var task = await api.CallAsync(
            "message/send", """{"message":{"role":"user","messageId":"data","parts":[{"kind":"data","data":{"rows":3}}]}}""");

        ((string?)task["result"]?["artifacts"]?[0]?["parts"]?[0]?["text"]).ShouldNotBeNull().ShouldContain("Input: 'default task'");
    }

    private async Task<List<string>> TellAsync(string path, string text)
    {
        await using var stream = await api.StreamAsync("message/stream", ApiServer.Say(text), path);
        return (await stream.RestAsync()).Select(item => item.Short).ToList();
    }
}
