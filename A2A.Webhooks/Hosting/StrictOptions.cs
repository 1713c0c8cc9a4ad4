using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace A2A.Webhooks.Hosting;

/// <summary>Options that refuse settings which do not exist.</summary>
internal static class StrictOptions
{
    /// <summary>Binds a section, at any depth of which a name that the options do not have is an error at start that names it.</summary>
    public static OptionsBuilder<TOptions> BindStrictly<TOptions>(this OptionsBuilder<TOptions> builder, string section)
        where TOptions : class => builder.BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);
}
