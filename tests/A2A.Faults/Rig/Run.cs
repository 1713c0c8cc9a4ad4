using System.Globalization;

namespace A2A.Faults.Rig;

/// <summary>
/// How the experiments of this process run: short ones, or with <c>A2A_FAULTS=full</c> as long as the results' table wants.
/// </summary>
internal static class Run
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("A2A_FAULTS") == "full";

    /// <summary>Decides every choice by chance; <c>A2A_FAULTS_SEED</c> repeats a run's choices.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("A2A_FAULTS_SEED") is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    /// <summary>Writes the seed into the output of the test, which a failure shows.</summary>
    public static void Announce(string experiment) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{experiment}: A2A_FAULTS_SEED={Seed}");

    public static T Pick<T>(T brief, T full) => IsFull ? full : brief;
}
