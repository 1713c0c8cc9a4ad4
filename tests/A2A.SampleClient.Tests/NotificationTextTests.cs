using System.Text.Json;
using A2A.SampleClient.Output;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Tests;

/// <summary>What is shown of webhooks, and how far a bar moves by it.</summary>
public sealed class NotificationTextTests
{
    [Theory]
    [InlineData("""{"statusUpdate":{"status":{"message":{"parts":[{"text":"Half way"}]}}}}""", "Half way")]
    [InlineData("""{"task":{"status":{"message":{"parts":[{"text":"Half way"}]}}}}""", "Half way")]
    [InlineData("""{"kind":"task","status":{"message":{"parts":[{"kind":"text","text":"Half way"}]}}}""", "Half way")]
    [InlineData("""{"artifactUpdate":{"artifact":{"name":"model"}}}""", "artifact model")]
    [InlineData("""{"taskId":"t","status":"completed"}""", null)]
    [InlineData("""{"statusUpdate":{"status":{"message":{"parts":[]}}}}""", null)]
    [InlineData("""{"statusUpdate":{"status":{"message":{"parts":[{"data":1}]}}}}""", null)]
    [InlineData("[1]", null)]
    public void The_agents_words_are_found_in_each_form_of_body(string body, string? text) =>
        NotificationText.Of(JsonElement.Parse(body)).ShouldBe(text);

    [Theory]
    [InlineData("Processing step 3/6 (50% complete)", 0.5)]
    [InlineData("items [9, 10] (10/10)", 1.0)]
    [InlineData("Report: Q1 revenue was 4.2M, up 15% YoY.", null)]
    [InlineData("7/0", null)]
    [InlineData("7/6", null)]
    [InlineData(null, null)]
    public void The_share_that_is_done_is_what_the_agent_says(string? text, double? share) => TaskBar.Share(text).ShouldBe(share);
}
