using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using A2A.Protocol;

namespace A2A.Server.Http.OpenApi;

/// <summary>What the wire types' documentation says of them. It lies beside the assembly; where somebody has removed it, nothing is said.</summary>
internal static partial class Descriptions
{
    private static readonly FrozenDictionary<string, string> All = Load();

    /// <summary>The summary of a type or a property.</summary>
    public static string? Of(MemberInfo member) =>
        All.GetValueOrDefault(member is Type type ? $"T:{type.FullName}" : $"P:{member.DeclaringType?.FullName}.{member.Name}");

    private static FrozenDictionary<string, string> Load()
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{typeof(AgentTask).Assembly.GetName().Name}.xml");
        return !File.Exists(file) ? FrozenDictionary<string, string>.Empty : XDocument.Load(file).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToFrozenDictionary(member => (string?)member.Attribute("name") ?? "", member => TextOf(member.Element("summary")!)); // filtered
    }

    // <see cref="P:A2A.Protocol.ListTasksResponse.NextPageToken"/> is nextPageToken.
    private static string TextOf(XElement summary) => Spaces().Replace(string.Concat(summary.Nodes().Select(node => node switch
    {
        XElement { IsEmpty: true } see => JsonNamingPolicy.CamelCase.ConvertName(((string?)see.Attribute("cref") ?? "").Split('.')[^1]),
        XElement element => element.Value,
        XText text => text.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
