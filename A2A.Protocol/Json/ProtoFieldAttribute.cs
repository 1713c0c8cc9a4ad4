namespace A2A.Protocol.Json;

/// <summary>What the specification's a2a.proto says of a field and its .NET type does not tell.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ProtoFieldAttribute : Attribute
{
    /// <summary>The oneof that the field is a member of: at most one member may be given, and an empty one is given.</summary>
    public string? OneOf { get; init; }

    /// <summary>True for a text that is <c>optional</c>: an empty one is given, not absent.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Further names by which clients in the field send it.</summary>
    public string[] OtherNames { get; init; } = [];
}
