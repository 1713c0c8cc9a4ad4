namespace A2A.AppHost;

/// <summary>Nothing can be started as asked; the message names the cause and the remedy, and is all that a person needs.</summary>
internal sealed class StartException(string message) : Exception(message);
