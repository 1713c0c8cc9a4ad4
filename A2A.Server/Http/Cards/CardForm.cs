using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Protocol.V03;
using A2A.Server.Http.Calls;

namespace A2A.Server.Http.Cards;

/// <summary>The form in which a card is written.</summary>
/// <param name="Version">The protocol's version; null for the blend of both, which clients of either can read.</param>
internal sealed record CardForm(string? Version)
{
    public static CardForm Blended { get; } = new((string?)null);

    public static CardForm V1 { get; } = new(ProtocolVersions.V1);

    public static CardForm V03 { get; } = new(ProtocolVersions.V03);

    /// <summary>The form for a client that names this version, or none.</summary>
    public static CardForm Of(string? version) => version == V1.Version ? V1 : version == V03.Version ? V03 : Blended;

    public byte[] Write(AgentCard card) => Version switch
    {
        // The second signature is that of the blend.
        ProtocolVersions.V1 => JsonSerializer.SerializeToUtf8Bytes(
            card with { Signatures = card.Signatures?.Take(1).ToList() }, A2AJson.Default.AgentCard),
        ProtocolVersions.V03 => JsonSerializer.SerializeToUtf8Bytes(ToV03(card), V03JsonContext.Wire.V03AgentCard),
        _ => AgentCardJson.Blend(card, ToV03(card)),
    };

    // 0.3 alone asks whether tasks keep their messages: all tasks here do.
    private static V03AgentCard ToV03(AgentCard card)
    {
        var older = card.ToV03();
        return older with { Capabilities = (older.Capabilities ?? new()) with { StateTransitionHistory = true } };
    }
}
