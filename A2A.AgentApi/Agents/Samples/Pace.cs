using System.ComponentModel.DataAnnotations;
using System.Globalization;
using A2A.Protocol.Json;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Agents.Samples;

/// <summary>Which sample agents there are, and how fast they work.</summary>
internal sealed class SampleOptions
{
    public const string Section = "Samples";

    /// <summary>Whether there is an agent <c>conformance</c> for conformance kits; also when it is the default one.</summary>
    public bool Conformance { get; set; }

    /// <summary>Scales the time of every step: 1 = as the agents say, 0.01 = a hundred times as fast.</summary>
    [Range(0.0001, 1000)]
    public double Pace { get; set; } = 1;
}

/// <summary>Time as the sample agents spend it: their steps simulate work by waiting.</summary>
internal sealed class Pace(IOptions<SampleOptions> options, TimeProvider time)
{
    private readonly double _pace = options.Value.Pace;

    /// <summary>Works for so long.</summary>
    public Task WorkAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        Task.Delay(duration * _pace, time, cancellationToken);

    /// <summary>How long work of this duration really takes, such as <c>30 seconds</c>.</summary>
    public string Say(TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{(duration * _pace).TotalSeconds:0.##} seconds");

    /// <summary>The present time as results write it.</summary>
    public string Now() => WireTimestampConverter.ToText(time.GetUtcNow());
}
