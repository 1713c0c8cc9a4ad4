using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Push;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>Four kinds of work, chosen by a word in the message: secure, file, batch, and everything else.</summary>
internal sealed class EnterpriseAgent(Pace pace, IOptions<PushOptions> push) : IAgent
{
    private const string AgentName = "enterprise";

    private readonly SecureWork _secure = new(pace, push.Value.ChallengeOf(AgentName) != ChallengePolicy.Off);
    private readonly FileWork _files = new(pace);
    private readonly BatchWork _batch = new(pace);
    private readonly StandardWork _standard = new(pace);

    public string Name => AgentName;

    public AgentCard Card { get; } = PublicCard;

    public AgentCard? ExtendedCard { get; } = PublicCard with
    {
        Description = "Production A2A agent with enterprise security and webhook features; here with what each kind of work does in detail",
        Skills =
        [
            SkillOf(
                "secure",
                "Secure task",
                "Five steps of three seconds, each reported; gives one artifact with a checksum of the input",
                "Run secure data processing"),
            SkillOf(
                "files",
                "File processing",
                "Four files of two seconds each; gives an artifact for every file and one that sums up",
                "Process my files"),
            SkillOf(
                "batch",
                "Batch processing",
                "Ten items in batches of two, three seconds each; gives one artifact with the counts",
                "Run batch processing job"),
            SkillOf("standard", "Standard task", "Two seconds of work; gives one artifact", "Summarize this"),
            SkillOf(
                "recovery",
                "Recovery",
                "Every step above is durable: after a crash the work goes on behind the last finished step",
                "Run secure data processing, and restart the server"),
        ],
    };

    private static AgentCard PublicCard { get; } = new()
    {
        Name = "Enterprise Security Agent",
        Description = "Production A2A agent with enterprise security and webhook features",
        Version = "2.0.0",
        Capabilities = new() { Streaming = true, PushNotifications = true },
        DefaultInputModes = ["text/plain"],
        DefaultOutputModes = ["text/plain"],
        Skills =
        [
            SkillOf("secure", "Secure task", "Works in five steps and reports each", "Run secure data processing"),
            SkillOf("files", "File processing", "Gives an artifact for every file, and a summary", "Process my files"),
            SkillOf("batch", "Batch processing", "Works through ten items in batches of two", "Run batch processing job"),
            SkillOf("standard", "Standard task", "Anything else", "Summarize this"),
        ],
    };

    public async Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken)
    {
        var input = task.Message.Text;
        await (input switch
        {
            _ when Mentions("secure") => _secure.RunAsync(task, input, cancellationToken),
            _ when Mentions("file") => _files.RunAsync(task, cancellationToken),
            _ when Mentions("batch") => _batch.RunAsync(task, cancellationToken),
            _ => _standard.RunAsync(task, input, cancellationToken),
        });
        await task.CompleteAsync(null, cancellationToken);

        bool Mentions(string word) => input.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    private static AgentSkill SkillOf(string id, string name, string description, string example) => new()
    {
        Id = id,
        Name = name,
        Description = description,
        Tags = ["enterprise", "push-notifications", id],
        Examples = [example],
    };
}
