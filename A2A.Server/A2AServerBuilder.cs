using A2A.Server.Agents;

namespace A2A.Server;

/// <summary>Says which agents an A2A server has and where it keeps their tasks.</summary>
public sealed class A2AServerBuilder
{
    internal A2AServerBuilder(IHostApplicationBuilder application) => Application = application;

    /// <summary>The application that the server is part of.</summary>
    public IHostApplicationBuilder Application { get; }

    /// <summary>
    /// Adds an agent, one instance for the whole process. The first one answers where no agent is named, unless
    /// <c>Agents:Default</c> says otherwise.
    /// </summary>
    /// <typeparam name="TAgent">
    /// Its constructor may ask for services. It also answers directly when it is an <see cref="IDirectAgent"/>.
    /// </typeparam>
    public A2AServerBuilder AddAgent<TAgent>()
        where TAgent : class, IAgent
    {
        Application.Services.AddSingleton<IAgent, TAgent>();
        return this;
    }
}
