using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace A2A.AgentApi.Encryption;

/// <summary>The keys as they were read at one time: ASP.NET Data Protection over them, which asks the store nothing.</summary>
internal sealed class KeyRing
{
    /// <summary>All replicas have it in common; another one could not read what is there.</summary>
    private const string ApplicationName = "a2a-agent-api";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>So long before the newest key runs out the next one is made.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(14);

    /// <summary>Keys count from so long before they are made, because the clocks of replicas differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromDays(1);

    private readonly Snapshot _snapshot;
    private readonly IKeyManager _keys;
    private readonly IDataProtectionProvider _provider;

    private KeyRing(Snapshot snapshot, IServiceProvider services)
    {
        _snapshot = snapshot;
        _keys = services.GetRequiredService<IKeyManager>();
        _provider = services.GetDataProtectionProvider();
    }

    /// <summary>The elements as XML, by their names. Secret.</summary>
    public IReadOnlyDictionary<string, string> Elements => _snapshot.Elements;

    /// <exception cref="InvalidOperationException">What is given is no XML.</exception>
    public static KeyRing Of(IReadOnlyDictionary<string, string> elements)
    {
        var snapshot = new Snapshot(elements);
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(ApplicationName)
            .DisableAutomaticKeyGeneration()
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = snapshot);
        return new KeyRing(snapshot, services.BuildServiceProvider());
    }

    /// <summary>Whether it has no key, or the newest one will soon be too old to encrypt.</summary>
    public bool NeedsKey(DateTimeOffset now) => !_keys.GetAllKeys().Any(key => !key.IsRevoked && key.ExpirationDate > now + Ahead);

    /// <summary>Makes a key, for the store to keep; it is not in this ring, but in the next that is read.</summary>
    public (string Name, string Xml) NewKey(DateTimeOffset now)
    {
        _keys.CreateNewKey(now - Skew, now + Lifetime);
        return _snapshot.Added;
    }

    public string Seal(string kind, string name, string text) => ProtectorOf(kind, name).Protect(text);

    /// <summary>False when it was sealed by a key that is not here, for another use, or not at all.</summary>
    public bool TryOpen(string kind, string name, string sealedText, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = ProtectorOf(kind, name).Unprotect(sealedText);
            return true;
        }
        catch (CryptographicException)
        {
            text = null;
            return false;
        }
    }

    private IDataProtector ProtectorOf(string kind, string name) => _provider.CreateProtector(kind, name);

    /// <summary>What the store held. What is added to it is only remembered.</summary>
    private sealed class Snapshot(IReadOnlyDictionary<string, string> elements) : IXmlRepository
    {
        private readonly List<XElement> _parsed = elements.Select(element => Parse(element.Key, element.Value)).ToList();

        public IReadOnlyDictionary<string, string> Elements => elements;

        public (string Name, string Xml) Added { get; private set; }

        public IReadOnlyCollection<XElement> GetAllElements() => _parsed.Select(element => new XElement(element)).ToList();

        public void StoreElement(XElement element, string friendlyName) => Added = (friendlyName, element.ToString(SaveOptions.DisableFormatting));

        private static XElement Parse(string name, string xml)
        {
            try
            {
                return XElement.Parse(xml);
            }
            catch (XmlException)
            {
                // Its text would show a part of a key.
                throw new InvalidOperationException($"The element {name} of the key ring in Redis is no XML; restore it.");
            }
        }
    }
}
