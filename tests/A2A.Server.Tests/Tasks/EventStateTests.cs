using System.Text;
using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Tasks;

public sealed class EventStateTests
{
    [Theory]
    [InlineData("""{"statusUpdate":{"taskId":"t","contextId":"c","status":{"message":{"parts":[{"data":{"state":"x"}}]},"state":"TASK_STATE_WORKING"}}}""", TaskState.Working)]
    [InlineData("""{"task":{"id":"t","metadata":{"status":{"state":"x"}},"status":{"state":"TASK_STATE_COMPLETED"}}}""", TaskState.Completed)]
    [InlineData("""{"artifactUpdate":{"artifact":{"parts":[{"data":{"status":{"state":"x"}}}]}}}""", null)]
    [InlineData("""{"message":{"status":{"state":"x"}}}""", null)]
    [InlineData("""{"statusUpdate":{"taskId":"t"}}""", null)]
    [InlineData("""{"statusUpdate":null}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    public void The_state_of_an_event_is_found_without_reading_all_of_it(string json, TaskState? state) =>
        EventState.Find(Encoding.UTF8.GetBytes(json)).ShouldBe(state);
}
