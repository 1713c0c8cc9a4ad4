using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stand-in of the real interface: a named part of the model; all that is said of it is an annotation.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>Stand-in of the real interface.</summary>
public interface IResourceAnnotation;

/// <summary>Stand-in of the real type.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>Stand-in of the real interface: takes environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>Stand-in of the real interface: takes command-line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>Stand-in of the real interface: listens.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>Stand-in of the real interface: may wait for others before it starts.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>Stand-in of the real interface: can be found by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

/// <summary>Stand-in of the real interface: belongs to another one.</summary>
public interface IResourceWithParent : IResource
{
    IResource Parent { get; }
}

/// <summary>Stand-in of the real interface: others reach it by a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IExpressionValue
{
    ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>Overrides <c>ConnectionStrings__name</c>.</summary>
    string? ConnectionStringEnvironmentVariable => null;

    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) =>
        GetConnectionStringAsync(cancellationToken);

    ValueTask<string?> IValueProvider.GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken) =>
        GetConnectionStringAsync(cancellationToken);
}
