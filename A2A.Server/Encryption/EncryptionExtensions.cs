using A2A.Webhooks.Hosting;

namespace A2A.Server.Encryption;

internal static class EncryptionExtensions
{
    private const string Remedy =
        "make one with 'openssl rand -base64 32', give it to every replica from a secret store (Encryption__Key),"
        + " and keep it: without it nobody can read what it encrypts.";

    /// <summary>What must not lie in the store in clear.</summary>
    public static void AddEncryption(this IServiceCollection services)
    {
        services.AddOptions<EncryptionOptions>().BindStrictly(EncryptionOptions.Section)
            .Validate<IHostEnvironment>((options, environment) => environment.IsDevelopment() || !string.IsNullOrEmpty(options.Key),
                $"Encryption:Key is missing: push configs and signing keys would lie in Redis for all to read. To repair it, {Remedy}")
            .Validate(options => string.IsNullOrEmpty(options.Key) || options.Key.Length >= EncryptionOptions.FewestCharacters,
                $"Encryption:Key must have at least {EncryptionOptions.FewestCharacters} characters; {Remedy}")
            .Validate(options => options.EarlierKeys.Values.All(key => key.Length >= EncryptionOptions.FewestCharacters),
                "Encryption:EarlierKeys must hold, by name, texts that were Encryption:Key before:"
                + $" each has at least {EncryptionOptions.FewestCharacters} characters.")
            .ValidateOnStart();
        services.AddSingleton<SecretSeal>();
    }
}
