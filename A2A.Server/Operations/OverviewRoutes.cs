using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace A2A.Server.Operations;

/// <summary>What there is at this moment, of all callers, so only operators see it.</summary>
internal static class OverviewRoutes
{
    private const int NewestTasks = 50;

    public static void MapOverview(this IEndpointRouteBuilder operations)
    {
        var all = operations.MapGroup("").WithTags("Overview").ForOperators();
        all.MapGet("/overview", OverviewAsync).WithName("GetOverview").Produces<Overview>()
            .WithSummary("Tells how many tasks there are, what is due and since when, what fails, and the newest 50 tasks. For operators.");
        all.MapGet("/tasks", TasksAsync).WithName("ListAllTasks").Produces<TaskList>()
            .WithSummary("Lists the tasks of all callers, newest status first. For operators.");
    }

    private static async Task<JsonHttpResult<Overview>> OverviewAsync(
        [FromQuery, Description(OpsQuery.State)] string? state,
        ITaskRecords tasks,
        ICircuitLedger circuits,
        CancellationToken cancellationToken)
    {
        var survey = tasks.SurveyAsync(cancellationToken);
        var newest = tasks.ListAsync(TaskWords.StateOf(state), after: null, NewestTasks, cancellationToken);
        var failing = circuits.ListAsync(cancellationToken);
        await Task.WhenAll(survey, newest, failing);
        return TypedResults.Json(Overview.Of(await survey, await newest, await failing), OpsJson.Wire.Overview);
    }

    private static async Task<JsonHttpResult<TaskList>> TasksAsync(
        [FromQuery, Description(OpsQuery.State)] string? state,
        [FromQuery, Description("The `next` of the page before.")] string? olderThan,
        [FromQuery, Description("How many at most."), Range(1, OpsQuery.MostPerPage), DefaultValue(OpsQuery.UsualPage)] int? limit,
        ITaskRecords tasks,
        CancellationToken cancellationToken)
    {
        PagePlace? after = PagePlace.TryParse(olderThan, out var place) ? place : null;
        var page = await tasks.ListAsync(TaskWords.StateOf(state), after, limit ?? OpsQuery.UsualPage, cancellationToken);
        return TypedResults.Json(TaskList.Of(page), OpsJson.Wire.TaskList);
    }
}
