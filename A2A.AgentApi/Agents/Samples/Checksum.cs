using System.Security.Cryptography;
using System.Text;

namespace A2A.AgentApi.Agents.Samples;

internal static class Checksum
{
    /// <summary>The first 16 hexadecimal digits of the text's SHA-256, such as <c>sha256-9f86d081884c7d65</c>.</summary>
    public static string Of(string text) =>
        $"sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}";
}
