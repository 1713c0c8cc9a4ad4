using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stand-in of the real interface: something that has a value once the application runs.</summary>
public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        GetValueAsync(cancellationToken);
}

/// <summary>Stand-in of the real interface.</summary>
public interface IManifestExpressionProvider
{
    string ValueExpression { get; }
}

/// <summary>Stand-in of the real interface.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;

/// <summary>Stand-in of the real type: for whom a value is asked.</summary>
public class ValueProviderContext
{
    public IResource? Caller { get; init; }

    /// <summary>The replica being started; each has target ports of its own.</summary>
    internal ResourceInstance? Instance { get; init; }
}
