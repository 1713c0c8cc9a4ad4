using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace A2A.Webhooks.Hosting;

/// <summary>Options that refuse settings which do not exist, and times that are not written as such.</summary>
internal static class StrictOptions
{
    /// <summary>Binds a section, at any depth of which a name that the options do not have is an error at start that names it.</summary>
    public static OptionsBuilder<TOptions> BindStrictly<TOptions>(this OptionsBuilder<TOptions> builder, string section)
        where TOptions : class =>
        builder.CheckTimes(section).BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);

    /// <summary>
    /// Refuses times without a colon before they are bound: .NET reads <c>10</c> as ten days, and does not say how to write what it
    /// cannot read.
    /// </summary>
    public static OptionsBuilder<TOptions> CheckTimes<TOptions>(this OptionsBuilder<TOptions> builder, string section)
        where TOptions : class => builder.Configure<IConfiguration>((_, configuration) =>
    {
        string[] problems = [.. Problems(typeof(TOptions), configuration.GetSection(section))];
        if (problems.Length > 0)
        {
            throw new OptionsValidationException(builder.Name, typeof(TOptions), problems);
        }
    });

    private static IEnumerable<string> Problems(Type type, IConfigurationSection setting)
    {
        if (!setting.Exists())
        {
            return [];
        }

        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(TimeSpan))
        {
            return setting.Value is { Length: > 0 } text && text != "0" && !TimeSpan.TryParse(text.Contains(':') ? text : "", out _)
                ? [$"{setting.Path} is '{text}'; write a time as hours:minutes:seconds, such as 00:00:10 for ten seconds"
                    + " or 1.00:00:00 for a day."]
                : [];
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>)
            ? setting.GetChildren().SelectMany(child => Problems(type.GenericTypeArguments[1], child))
            : type.IsClass && type != typeof(string)
                ? type.GetProperties().SelectMany(property => Problems(property.PropertyType, setting.GetSection(property.Name)))
                : [];
    }
}
