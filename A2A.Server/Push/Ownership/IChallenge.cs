namespace A2A.Server.Push.Ownership;

/// <summary>One way to ask the owner of an address.</summary>
internal interface IChallenge
{
    /// <summary>The question.</summary>
    HttpRequestMessage Ask(Uri url);

    /// <summary>What is missing from the answer, to be read after "its owner"; null when it is a yes.</summary>
    /// <exception cref="IOException">The answer broke off.</exception>
    Task<string?> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken);
}
