using A2A.Server.Redis;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

/// <summary>When a partition is behind.</summary>
public sealed class UnansweredScriptsTests
{
    private static readonly RedisKey Key = "a2a:v1:{p07}:task:one";
    private static readonly RedisKey SamePartition = "a2a:v1:{p07}:task:two";
    private static readonly RedisKey OtherPartition = "a2a:v1:{p08}:task:three";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly MovedTime _time = new();
    private readonly UnansweredScripts _scripts;

    public UnansweredScriptsTests() => _scripts = new(Longest, _time);

    [Fact]
    public void A_partition_is_behind_when_the_oldest_of_some_scripts_waits_too_long_and_the_others_are_not()
    {
        Ask(UnansweredScripts.Few);
        _scripts.IsBehind(Key).ShouldBeFalse();

        _time.Moved += Longest * 2;

        _scripts.IsBehind(SamePartition).ShouldBeTrue();
        _scripts.IsBehind(OtherPartition).ShouldBeFalse();
    }

    [Fact]
    public void A_few_may_always_be_asked_however_long_they_take()
    {
        Ask(UnansweredScripts.Few - 1);

        _time.Moved += Longest * 2;

        _scripts.IsBehind(Key).ShouldBeFalse();
    }

    [Fact]
    public void A_partition_is_no_longer_behind_when_the_oldest_ones_are_answered()
    {
        var old = Ask(UnansweredScripts.Few);
        _time.Moved += Longest * 2;
        Ask(UnansweredScripts.Few);

        foreach (var script in Enumerable.Reverse(old)) // in any order
        {
            _scripts.IsBehind(Key).ShouldBeTrue();
            script.Dispose();
        }

        _scripts.IsBehind(Key).ShouldBeFalse();
    }

    private List<IDisposable> Ask(int count) => [.. Enumerable.Range(0, count).Select(_ => _scripts.Begin(Key))];
}
