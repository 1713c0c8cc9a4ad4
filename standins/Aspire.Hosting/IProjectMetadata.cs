using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Stand-in of the real interface: where a project is. <c>AppModel.targets</c> generates one class per project.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    string ProjectPath { get; }

    bool SuppressBuild => false;
}

/// <summary>Of the stand-in only: the assembly that the build made of the project, started with <c>dotnet</c>.</summary>
public interface IBuiltProject
{
    string AssemblyPath { get; }
}
