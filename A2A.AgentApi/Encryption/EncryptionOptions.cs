namespace A2A.AgentApi.Encryption;

/// <summary>The text from which the key is derived that encrypts the key ring.</summary>
internal sealed class EncryptionOptions
{
    public const string Section = "Encryption";

    /// <summary>Guessing a text shorter than this could be worth the while.</summary>
    public const int FewestCharacters = 32;

    /// <summary>The same for all replicas. Required but in Development. Secret.</summary>
    public string? Key { get; set; }

    /// <summary>Earlier ones by a name that tells which: they decrypt, so that the key can be changed. Secret.</summary>
    public Dictionary<string, string> EarlierKeys { get; set; } = [];
}
