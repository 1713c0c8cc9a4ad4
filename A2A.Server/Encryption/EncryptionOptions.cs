namespace A2A.Server.Encryption;

/// <summary>The texts from which the keys are derived that encrypt secrets at rest.</summary>
public sealed class EncryptionOptions
{
    internal const string Section = "Encryption";

    /// <summary>Guessing a text shorter than this could be worth the while.</summary>
    internal const int FewestCharacters = 32;

    /// <summary>The same for all replicas. Required but in Development. Secret.</summary>
    public string? Key { get; set; }

    /// <summary>Others by a name that tells which: they only decrypt, so that the key can be changed. Secret.</summary>
    public Dictionary<string, string> EarlierKeys { get; set; } = [];
}
