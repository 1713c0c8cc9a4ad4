using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Tests.Http.Callers;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Tests.Http.Isolation;

/// <summary>What is one caller's is not there for another, whatever is asked, wherever, and in which words.</summary>
public sealed class TwoOwnersTests(OwnedThings things) : IClassFixture<OwnedThings>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_cannot_see_change_or_tell_from_absent_what_is_anothers_and_the_owner_can()
    {
        var cases = Cases.Of(things.Api.Services.GetRequiredService<EndpointDataSource>(), things.Api.Services.GetRequiredService<OperationTable>());
        cases.Count.ShouldBeGreaterThan(200);
        (string, string)[] strangers = [("X-API-Key", KeyedApi.Bob), ("Authorization", $"Bearer {AliceOfAnotherIssuer()}")];
        var before = await things.SeenByAliceAsync();

        Dictionary<Case, Heard> heard = [];
        foreach (var item in cases)
        {
            foreach (var stranger in strangers)
            {
                heard[item] = await CheckAsync(item, stranger);
            }
        }

        (await things.SeenByAliceAsync()).ShouldBe(before);
        foreach (var item in cases.Where(item => item.Hears is Hears.NotFound))
        {
            // Otherwise nobody could do it, and it would prove nothing.
            (await AskAsync(item.Make(things.Hers), ("X-API-Key", OwnedThings.Alice))).ShouldNotBe(heard[item], $"{item.Title}, asked by its owner");
        }
    }

    [Fact]
    public async Task The_messages_and_conversations_of_one_caller_mean_nothing_for_another()
    {
        var say = ApiServer.Request("message/send", ApiServer.Say("ask", messageId: "the-same-id"));

        var hers = await AskAsync(new("POST", "/", say), ("X-API-Key", OwnedThings.Alice));
        var again = await AskAsync(new("POST", "/", say), ("X-API-Key", OwnedThings.Alice));
        var his = await AskAsync(new("POST", "/", say), ("X-API-Key", KeyedApi.Bob));

        IdOf(again).ShouldBe(IdOf(hers));
        IdOf(his).ShouldNotBe(IdOf(hers));

        static string IdOf(Heard heard) => ((string?)System.Text.Json.Nodes.JsonNode.Parse(heard.Body)?["result"]?["id"]).ShouldNotBeNull();
    }

    private async Task<Heard> CheckAsync(Case item, (string, string) stranger)
    {
        var (foreign, absent) = (await AskAsync(item.Make(things.Hers), stranger), await AskAsync(item.Make(things.Nobodys), stranger));
        var what = $"{item.Title} as {stranger.Item1}: {foreign}";

        WithoutNames(foreign).ShouldBe(WithoutNames(absent), what);
        switch (item.Hears)
        {
            case Hears.NotFound:
                (foreign.Status == 404 || foreign.Body.Contains("-32001", StringComparison.Ordinal)).ShouldBeTrue(what);
                break;
            case Hears.Forbidden:
                foreign.Status.ShouldBe(403, what);
                break;
            case Hears.Nothing:
                foreign.Status.ShouldBe(200, what);
                foreign.Body.ShouldNotContain(things.Hers.Task, customMessage: what);
                break;
        }

        return foreign;
    }

    // What the caller sent comes back, and nothing else differs.
    private Heard WithoutNames(Heard heard) => heard with
    {
        Body = heard.Body
            .Replace(things.Nobodys.Task, things.Hers.Task, StringComparison.Ordinal).Replace(things.Nobodys.Context, things.Hers.Context, StringComparison.Ordinal)
            .Replace(things.Nobodys.Config, things.Hers.Config, StringComparison.Ordinal).Replace(things.Nobodys.Letter, things.Hers.Letter, StringComparison.Ordinal),
    };

    private async Task<Heard> AskAsync(Request request, (string, string) caller)
    {
        if (request.Method == Request.OfGrpc)
        {
            var told = await things.Grpc.TellAsync(request.Path, request.Body ?? "{}", metadata: [.. request.Headers.Append(caller).Select(EntryOf)]);
            return new(told.Status, "application/grpc", told.Body?.ToJsonString() ?? "");
        }

        using var response = await things.Api.SendAsync(new HttpMethod(request.Method), request.Path, request.Body, [.. request.Headers, caller]);
        var type = response.Content.Headers.ContentType?.MediaType;
        // A stream does not end; that there is one is answer enough.
        return new((int)response.StatusCode, type, type == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync(Token));
    }

    private static Metadata.Entry EntryOf((string Name, string Value) header) => new(header.Name, header.Value);

    private string AliceOfAnotherIssuer() => things.Provider.Sign(
        json =>
        {
            json.WriteString("iss", TokenApi.SharedIssuer);
            json.WriteString("aud", TokenApi.Audience);
            json.WriteString("sub", "alice");
            json.WriteNumber("iat", DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            json.WriteNumber("exp", DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds());
        },
        SecurityAlgorithms.HmacSha256,
        TokenApi.Secret);

    private sealed record Heard(int Status, string? MediaType, string Body);
}
