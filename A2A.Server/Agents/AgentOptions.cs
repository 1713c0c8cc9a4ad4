using Microsoft.Extensions.Options;

namespace A2A.Server.Agents;

/// <summary>Which agent answers where none is named, and where callers find the agents.</summary>
public sealed class AgentOptions
{
    internal const string Section = "Agents";

    /// <summary>The name of the agent that also answers at <c>/</c> and <c>/a2a</c>; absent = the one that was added first.</summary>
    public string? Default { get; set; }

    /// <summary>How long an agent may take to answer a message directly, or to decide that it does not.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where callers find this server, as cards say it; absent = the address that the request used.</summary>
    public Uri? PublicUrl { get; set; }
}
