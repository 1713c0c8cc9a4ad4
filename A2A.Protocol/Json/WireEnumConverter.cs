using System.Text.Json.Serialization;

namespace A2A.Protocol.Json;

/// <summary>
/// The names of a specification's enum; numbers are refused, because one that has no name would pass for a value
/// (A2A 1.0, section 5.5).
/// </summary>
/// <typeparam name="TEnum">The enum, each member with its name on the wire.</typeparam>
public sealed class WireEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(namingPolicy: null, allowIntegerValues: false)
    where TEnum : struct, Enum;
