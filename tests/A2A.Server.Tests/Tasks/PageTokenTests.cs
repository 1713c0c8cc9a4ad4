using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Tasks;

public sealed class PageTokenTests
{
    private static readonly TaskQuery Query = new() { Owner = "me", Agent = "report", PageSize = 50 };

    [Fact]
    public void Every_place_comes_back_from_its_token()
    {
        for (var i = 0; i < 1000; i++)
        {
            var place = new PagePlace(Random.Shared.NextInt64(), TaskId.New(i % 256, DateTimeOffset.UtcNow));

            PageToken.TryRead(PageToken.Write(place, Query), Query, out var read).ShouldBeTrue();

            read.ShouldBe(place);
        }
    }

    [Fact]
    public void A_token_is_good_for_pages_of_another_size_and_content()
    {
        var token = PageToken.Write(Place(), Query);

        PageToken.TryRead(token, Query with { PageSize = 1, HistoryLength = 3, IncludeArtifacts = true, PageToken = token }, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_token_of_another_query_is_none()
    {
        var asked = Query with { ContextId = "c", State = TaskState.Working, Since = DateTimeOffset.UnixEpoch };
        TaskQuery[] others =
        [
            Query, asked with { Owner = "you" }, asked with { Agent = "other" }, asked with { ContextId = "d" }, asked with { ContextId = null },
            asked with { State = TaskState.Completed }, asked with { State = null }, asked with { Since = DateTimeOffset.UnixEpoch.AddTicks(1) },
            asked with { Since = null }, asked with { Owner = "merepor", Agent = "t" },
        ];
        var token = PageToken.Write(Place(), asked);

        others.Count(other => PageToken.TryRead(token, other, out _)).ShouldBe(0);
    }

    [Fact]
    public void A_token_with_any_character_changed_is_none()
    {
        var token = PageToken.Write(Place(), Query);

        for (var i = 0; i < token.Length; i++)
        {
            var mangled = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            PageToken.TryRead(mangled, Query, out _).ShouldBeFalse(mangled);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("====================================================")]
    [InlineData("                                                    ")]
    [InlineData("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    public void Nonsense_is_no_token(string text) => PageToken.TryRead(text, Query, out _).ShouldBeFalse();

    [Fact]
    public void A_newer_status_comes_first_and_at_the_same_time_the_greater_id()
    {
        var (lesser, greater) = (Id("01"), Id("02"));

        PagePlace[] order = [new(2, lesser), new(1, greater), new(1, lesser)];

        order.Reverse().Order().ShouldBe(order);
    }

    private static PagePlace Place() => new(1_763_733_331_000, Id("01"));

    private static TaskId Id(string end) => TaskId.TryParse($"01976d2c-0000-7000-8000-0000000000{end}", out var id) ? id : throw new InvalidOperationException();
}
