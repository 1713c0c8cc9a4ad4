using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace A2A.Server.Tests.Http.Requests;

/// <summary>An agent API whose agents take as long as in the demo: what the files follow and cancel must not have ended before.</summary>
public class UnhurriedServer : ApiServer
{
    internal const string OperatorKey = "the-key-of-the-operator-4711";

    protected override string Pace => "1";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Callers:Operators:apphost", OperatorKey);
    }
}

/// <summary>Every operation, its streams and its webhooks over HTTP, as the requests beside the project send them, on any Redis.</summary>
public abstract class HttpFileContract(UnhurriedServer api)
{
    protected UnhurriedServer Api => api;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("jsonrpc-1.0.http")]
    [InlineData("http-json-1.0.http")]
    [InlineData("jsonrpc-0.3.http")]
    [InlineData("http-json-0.3.http")]
    [InlineData("cards.http")]
    [InlineData("ops.http")]
    public async Task Every_request_of_a_file_is_answered_as_the_file_says(string name)
    {
        await using var receiver = await Push.Endpoint.StartAsync((received, http) => received.Path.Contains("/validate", StringComparison.Ordinal)
            ? http.Response.WriteAsync($$"""{"challenge":"{{http.Request.Query["challenge"]}}"}""")
            : Task.CompletedTask);
        var file = HttpFile.Read(name);
        var run = new HttpFileRun(api.Client, new Dictionary<string, string>(file.Variables)
        {
            ["host"] = api.Client.BaseAddress!.ToString().TrimEnd('/'), // the client has one
            ["webhook"] = new Uri(receiver.Url).GetLeftPart(UriPartial.Authority),
            ["operator"] = UnhurriedServer.OperatorKey,
        }, Token);

        file.Requests.ShouldNotBeEmpty();
        foreach (var request in file.Requests)
        {
            Check(request, await run.SendAsync(request));
        }
    }

    private static void Check(FileRequest request, FileAnswer answer)
    {
        var what = $"{request.Title}: {answer.Status} {answer.Text}";
        if (request.ExpectedStatus is { } status)
        {
            answer.Status.ShouldBe(status, what);
        }
        else
        {
            answer.Status.ShouldBeInRange(200, 299, what);
        }

        if (request.IsRpc && answer.Status != 204)
        {
            answer.Items.ShouldNotBeEmpty(what);
            answer.Items.Select(item => (int?)item["error"]?["code"]).ShouldAllBe(code => code == request.ExpectedError, what);
        }

        if (request.Headers.Contains(("Accept", "text/event-stream")) && request.Expected is null)
        {
            answer.Items.ShouldNotBeEmpty(what);
        }
    }
}
