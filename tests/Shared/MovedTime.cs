namespace A2A.Tests;

/// <summary>A clock that a test puts forward.</summary>
internal sealed class MovedTime : TimeProvider
{
    public TimeSpan Moved { get; set; }

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Moved.TotalSeconds * TimestampFrequency);
}
