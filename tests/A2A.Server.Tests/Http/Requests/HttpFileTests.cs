using System.Text.RegularExpressions;
using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Tests.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Http.Requests;

/// <summary>The requests beside the project, which people send from their editor.</summary>
public sealed partial class HttpFileTests(UnhurriedServer api) : HttpFileContract(api), IClassFixture<UnhurriedServer>
{
    [Fact]
    public void There_are_no_files_but_those_that_are_run() => Directory.GetFiles(HttpFile.Folder).Select(Path.GetFileName).Order()
        .ShouldBe(["cards.http", "http-json-0.3.http", "http-json-1.0.http", "jsonrpc-0.3.http", "jsonrpc-1.0.http", "ops.http"]);

    [Fact]
    public void Everything_below_ops_has_a_request()
    {
        var requests = HttpFile.Read("ops.http").Requests;

        OpsRoute.All.Where(route => !requests.Any(request => request.Method == route.Method && IsAt(request, route.Path, "[^/]+")))
            .Select(route => route.Name).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ProtocolVersions.V1)]
    [InlineData(ProtocolVersions.V03)]
    public void Every_operation_has_a_request_in_either_binding(string version)
    {
        var operations = Api.Services.GetRequiredService<OperationTable>().All.Where(operation => operation.ProtocolVersion == version).ToList();
        var rpc = HttpFile.Read($"jsonrpc-{version}.http").Requests.Select(request => Method().Match(request.Body).Groups[1].Value).ToHashSet();
        var rest = HttpFile.Read($"http-json-{version}.http").Requests;

        operations.Where(operation => operation.IsRpcMethod && !rpc.Contains(operation.Name)).Select(operation => operation.Name).ShouldBeEmpty();
        var missing =
            from operation in operations
            from method in operation.Route.Methods
            where !rest.Any(request => request.Method == method && IsAt(request, operation.Route.Path))
            select $"{method} {operation.Route.Path}";
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void The_files_are_made_for_the_demo_and_use_only_what_the_editors_share()
    {
        foreach (var path in Directory.GetFiles(HttpFile.Folder))
        {
            var file = HttpFile.Read(Path.GetFileName(path));

            file.Variables["host"].ShouldBe("http://localhost:8000");
            file.Variables["webhook"].ShouldBe("http://localhost:9000");
            file.Requests.ShouldAllBe(request => request.Title.Length > 0);
            var names = file.Requests.Select(request => request.Name).OfType<string>().ToList();
            names.ShouldBeUnique();
            var variables = Variable().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value).ToList();
            variables.ShouldAllBe(variable => variable == "host" || variable == "webhook" || variable == "operator" || variable == "$timestamp"
                || variable.StartsWith("$randomInt ", StringComparison.Ordinal) || names.Contains(variable.Split('.')[0]));
        }
    }

    // {{host}}/tasks/{{send.response.body.$.task.id}}:cancel is at /tasks/{id}:cancel
    private static bool IsAt(FileRequest request, string route, string parameter = "[^/:]+")
    {
        var path = Variable().Replace(request.Url, "x").Split('?')[0][1..];
        return Regex.IsMatch(path, $"^{Regex.Replace(Regex.Escape(route), @"\\\{\w+}", parameter)}$");
    }

    [GeneratedRegex("\"method\": \"([^\"]+)\"")]
    private static partial Regex Method();

    [GeneratedRegex(@"\{\{(.+?)\}\}")]
    private static partial Regex Variable();
}
