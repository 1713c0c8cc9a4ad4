namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stand-in of the real base class.</summary>
public abstract class Resource : IResource
{
    protected Resource(string name)
    {
        if (!ResourceName.IsValid(name))
        {
            throw new ArgumentException(
                $"'{name}' is no name for a resource: 1 to 64 ASCII letters, digits and single hyphens, beginning with a letter.", nameof(name));
        }

        Name = name;
    }

    public virtual string Name { get; }

    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}

/// <summary>The rule for names, which become host names, file names and parts of environment variables.</summary>
internal static class ResourceName
{
    public const int LongestLength = 64;

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= LongestLength
        && char.IsAsciiLetter(name[0])
        && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
