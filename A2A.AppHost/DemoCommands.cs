using System.Net.Http.Json;
using System.Text.Json;

namespace A2A.AppHost;

/// <summary>What a person can try from the dashboard: a task of one's own, and a receiver that refuses for a while.</summary>
internal static class DemoCommands
{
    private const string What = "text";
    private const string Usual = "Train a machine learning model";

    /// <summary>Adds a command that submits a long task, whose webhooks go to the receiver.</summary>
    public static void WithDemoTask(
        this IResourceBuilder<ProjectResource> agentApi, EndpointReference receiver, IResourceBuilder<ParameterResource> secret) =>
        agentApi.WithHttpCommand("/a2a", "Submit a demo task", commandName: "submit-demo-task", commandOptions: new()
        {
            Description = "Submits a long task, whose webhooks go to the receiver. Watch it on the receiver's page and under Traces.",
            IconName = "Play",
            IsHighlighted = true,
            Arguments =
            [
                new()
                {
                    Name = What,
                    Label = "What to do",
                    InputType = InputType.Text,
                    Value = Usual,
                    Description = "With \"quick\" in it the task ends at once.",
                },
            ],
            PrepareRequest = async context => context.Request.Content = JsonContent.Create(TaskOf(
                context.Arguments.GetString(What) is { Length: > 0 } text ? text : Usual,
                receiver.Url + "/webhook/notifications",
                await secret.Resource.GetValueAsync(context.CancellationToken))),
            GetCommandResult = context => context.TellAsync(answer => Submitted(answer, receiver.Url)),
        });

    /// <summary>Adds commands that make the receiver refuse every webhook for a minute, and take them again.</summary>
    public static IResourceBuilder<ProjectResource> WithDemoOutage(this IResourceBuilder<ProjectResource> receiver) => receiver
        .WithOutage("refuse-for-a-minute", "Refuse for a minute", seconds: 60, "PlugDisconnected",
            "Answers every webhook 503 for a minute: the sender tries again, in order, and nothing is lost.")
        .WithOutage("accept-again", "Accept again", seconds: 0, "PlugConnected", "Ends the minute of refusals.");

    private static IResourceBuilder<ProjectResource> WithOutage(
        this IResourceBuilder<ProjectResource> receiver, string name, string text, int seconds, string icon, string description) =>
        receiver.WithHttpCommand("/demo/outage", text, commandName: name, commandOptions: new()
        {
            Description = description,
            IconName = icon,
            PrepareRequest = context =>
            {
                context.AddQuery($"?seconds={seconds}");
                return Task.CompletedTask;
            },
            GetCommandResult = context => context.TellAsync(answer => seconds == 0
                ? "Webhooks are accepted."
                : $"Every webhook is answered 503 until {answer.GetProperty("until").GetDateTimeOffset():HH:mm:ss} UTC."),
        });

    private static object TaskOf(string text, string webhook, string? secret) => new
    {
        jsonrpc = "2.0",
        id = "dashboard",
        method = "SendMessage",
        @params = new
        {
            message = new { messageId = Guid.CreateVersion7(), role = "ROLE_USER", parts = new[] { new { text } } },
            configuration = new { returnImmediately = true, taskPushNotificationConfig = new { url = webhook, secret } },
        },
    };

    private static string Submitted(JsonElement answer, string receiver) => answer.TryGetProperty("error", out var error)
        ? throw new InvalidOperationException(error.GetProperty("message").GetString())
        : $"Task `{answer.GetProperty("result").GetProperty("task").GetProperty("id")}` is submitted."
            + $" Its webhooks arrive at [the receiver's page]({receiver}).";
}
