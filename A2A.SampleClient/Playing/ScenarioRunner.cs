using System.Diagnostics;
using A2A.Protocol.Client;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Receiver;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Playing;

/// <summary>Plays scenarios, each in a trace of its own, and reports what came of them.</summary>
internal sealed class ScenarioRunner(
    AgentConnection agents, Mailbox mailbox, IOptions<SampleClientOptions> options, TimeProvider time)
{
    private readonly Uri? _dashboard = options.Value.DashboardUrl;

    /// <summary>Does not throw when a service is at fault or the run is stopped: that is in the report.</summary>
    public async Task<ScenarioReport> RunAsync(Scenario scenario, Screen screen, CancellationToken cancellationToken)
    {
        using var span = SampleTelemetry.Source.StartActivity($"client.{scenario.Name}");
        var log = new RunLog(time);
        var trace = span?.TraceId.ToString();
        var link = trace is not null && _dashboard is not null ? $"{_dashboard.AbsoluteUri.TrimEnd('/')}/traces/detail/{trace}" : null;
        screen.Say(link is null ? $"Trace {trace}: find it in the dashboard" : $"Trace {link}");

        var verdict = await PlayAsync(scenario, screen, log, cancellationToken);
        log.Mark(ScenarioReport.Total);
        span?.SetTag("a2a.task.id", log.TaskId)
            .SetStatus(verdict.Passed ? ActivityStatusCode.Ok : ActivityStatusCode.Error, verdict.Reason);
        return new ScenarioReport(scenario.Name, verdict, log.Durations)
        {
            TaskId = log.TaskId,
            TraceId = trace,
            TraceUrl = link,
            OpenTasks = [.. log.OpenTasks.Select(id => new OpenTask(id, scenario.Agent))],
        };
    }

    private async Task<Verdict> PlayAsync(Scenario scenario, Screen screen, RunLog log, CancellationToken cancellationToken)
    {
        try
        {
            var agent = await agents.ConnectAsync(scenario.Agent, cancellationToken);
            var card = await agent.GetCardAsync(cancellationToken);
            screen.Say($"Agent: {card.Name} {card.Version}, by A2A {agent.Version.ToText()} over {agent.Binding.ToText()}");
            return await scenario.Story(new Stage(agent, agents, mailbox, screen, log), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Verdict.Of(new Check("The scenario came to its end", "it was stopped"));
        }
        catch (BrokenOffException e)
        {
            return Verdict.Of(e.Check);
        }
        catch (WebhookRefusedException e)
        {
            return Verdict.Of(new Check("The receiver takes the webhooks", e.Message));
        }
        catch (Exception e) when (Faults.Explain(e) is { } problem)
        {
            return Verdict.Of(new Check("Agent and receiver answered", problem));
        }
    }
}
