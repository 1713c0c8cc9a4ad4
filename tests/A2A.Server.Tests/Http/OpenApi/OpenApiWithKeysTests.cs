using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.Server.Http.OpenApi;
using A2A.Server.Tests.Http.Callers;

namespace A2A.Server.Tests.Http.OpenApi;

/// <summary>What only a server that knows its callers answers.</summary>
public sealed class OpenApiWithKeysTests(KeyedApi keyed) : IClassFixture<KeyedApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_no_key_reads_the_description_and_is_refused_as_it_says()
    {
        var document = await DocumentAsync();

        using var response = await keyed.Api.GetAsync("/tasks");

        ((int)response.StatusCode).ShouldBe(401);
        document["paths"]!["/tasks"]!["get"]!["responses"]!["401"].ShouldNotBeNull();
        await ShouldBeAsync(document, "Error", response);
    }

    [Fact]
    public async Task The_extended_card_is_as_described()
    {
        var document = await DocumentAsync();

        using var response = await keyed.Api.GetAsync("/enterprise/extendedAgentCard", ("X-API-Key", KeyedApi.Alice));

        ((int)response.StatusCode).ShouldBe(200);
        await ShouldBeAsync(document, "AgentCard", response);
    }

    private async Task<JsonNode> DocumentAsync() =>
        (await keyed.Api.Client.GetFromJsonAsync<JsonNode>(OpenApiEndpoint.Path, Token)).ShouldNotBeNull();

    private static async Task ShouldBeAsync(JsonNode document, string schema, HttpResponseMessage response)
    {
        var check = new SchemaCheck(document);
        check.Problems(await response.Content.ReadFromJsonAsync<JsonNode>(Token), check.Schema(schema)).ShouldBeEmpty();
    }
}
