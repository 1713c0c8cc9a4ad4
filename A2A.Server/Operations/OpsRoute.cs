using System.Text.Json.Serialization.Metadata;
using A2A.Server.Http.Errors;

namespace A2A.Server.Operations;

/// <summary>An operation for who runs the server: where it is, who may use it, what it does, and how it is described.</summary>
/// <param name="Name">Its name in the description; unique.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Below <see cref="Root"/>.</param>
internal sealed record OpsRoute(string Name, string Method, string Path)
{
    public const string Root = OpsProblem.Root;

    /// <summary>What it does, for people.</summary>
    public required string Summary { get; init; }

    /// <summary>A static method that answers a request.</summary>
    public required Delegate Handle { get; init; }

    /// <summary>The parameters that the query may hold; any other is refused, because a misspelt one would change what is done.</summary>
    public IReadOnlyList<OpsParameter> Query { get; init; } = [];

    /// <summary>True when only operators may; otherwise every caller may, for what is his own.</summary>
    public bool IsForOperators { get; init; }

    /// <summary>The answer's type; null when it is empty.</summary>
    public JsonTypeInfo? Result { get; init; }

    /// <summary>When what is asked for cannot be done, for people; null when it always can.</summary>
    public string? Conflict { get; init; }
}
