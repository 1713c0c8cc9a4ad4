using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stand-in of the real type: a random value of the allowed kinds of characters.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Look-alikes are left out, as in the real type, so that a value can be read aloud.
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    public int MinLength { get; set; } = 22;

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public override string GetDefaultValue()
    {
        var alphabet = (Lower ? LowerCharacters : "") + (Upper ? UpperCharacters : "") + (Numeric ? Digits : "") + (Special ? SpecialCharacters : "");
        return RandomNumberGenerator.GetString(alphabet, MinLength);
    }
}
