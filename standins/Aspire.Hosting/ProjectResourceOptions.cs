namespace Aspire.Hosting;

/// <summary>Stand-in of the real type: what of a project's <c>launchSettings.json</c> is used.</summary>
public class ProjectResourceOptions
{
    /// <summary>The launch profile; the first of kind <c>Project</c> when absent.</summary>
    public string? LaunchProfileName { get; set; }

    public bool ExcludeLaunchProfile { get; set; }

    public bool ExcludeKestrelEndpoints { get; set; }
}
