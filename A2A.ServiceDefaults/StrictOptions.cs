using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Options that refuse settings which do not exist.</summary>
public static class StrictOptions
{
    /// <summary>Binds a section, at any depth of which a name that the options do not have is an error at start that names it.</summary>
    public static OptionsBuilder<TOptions> BindStrictly<TOptions>(this OptionsBuilder<TOptions> builder, string section)
        where TOptions : class => builder.BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);

    /// <summary>Settings of a section that none of the types has which are bound from it: what is wrong with each, for a validator to tell.</summary>
    public static IEnumerable<string> UnknownSettings(this IConfiguration configuration, string section, params Type[] options)
    {
        var known = options.SelectMany(type => type.GetProperties()).Select(property => property.Name).Order(StringComparer.Ordinal).ToList();
        return configuration.GetSection(section).GetChildren()
            .Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .Select(setting => $"There is no setting {setting.Path}; there are: {string.Join(", ", known)}.");
    }
}
