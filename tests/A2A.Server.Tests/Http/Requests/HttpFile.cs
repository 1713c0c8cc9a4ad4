using System.Text.RegularExpressions;

namespace A2A.Server.Tests.Http.Requests;

/// <summary>A request as a .http file has it, with its variables unresolved.</summary>
/// <param name="Name">The name by which later requests refer to its answer.</param>
/// <param name="Expected">What is expected of the answer: <c>404</c>, <c>error -32001</c>, or both; null where all shall go well.</param>
internal sealed record FileRequest(
    string Title, string? Name, string? Expected, string Method, string Url, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public int? ExpectedStatus => Expected is not null && int.TryParse(Expected.Split(' ')[0], out var status) ? status : null;

    public int? ExpectedError => Expected is not null && Expected.Contains("error ", StringComparison.Ordinal)
        ? int.Parse(Expected[(Expected.IndexOf("error ", StringComparison.Ordinal) + 6)..], System.Globalization.CultureInfo.InvariantCulture)
        : null;

    public bool IsRpc => Body.Contains("\"jsonrpc\"", StringComparison.Ordinal);
}

/// <summary>Reads what Visual Studio and the REST Client of VS Code agree on: variables, <c>###</c>, <c># @name</c>, headers, a blank line, the body.</summary>
internal sealed partial record HttpFile(IReadOnlyDictionary<string, string> Variables, IReadOnlyList<FileRequest> Requests)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Requests");

    public static HttpFile Read(string name)
    {
        var blocks = Separator().Split(File.ReadAllText(Path.Combine(Folder, name)).ReplaceLineEndings("\n"));
        var variables = blocks[0].Split('\n').Where(line => line.StartsWith('@'))
            .Select(line => line[1..].Split('=', 2, StringSplitOptions.TrimEntries)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new(variables, blocks.Skip(1).Select(RequestOf).ToList());
    }

    // What follows ###: a title, comments, the request line, headers, and after a blank line the body.
    private static FileRequest RequestOf(string block)
    {
        var lines = block.Split('\n');
        var comments = lines.Skip(1).TakeWhile(line => line.StartsWith('#')).ToList();
        var request = lines[1 + comments.Count].Split(' ');
        request.Length.ShouldBe(2, $"a request line of {lines[0]}");
        var headers = lines.Skip(comments.Count + 2).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)).ToList();
        return new(
            lines[0].Trim(),
            CommentOf(comments, "# @name "),
            CommentOf(comments, "# expect "),
            request[0],
            request[1],
            headers.Select(header => (header[0], header[1])).ToList(),
            string.Join('\n', lines.Skip(comments.Count + 2 + headers.Count)).Trim());
    }

    private static string? CommentOf(List<string> comments, string begin) =>
        comments.Find(comment => comment.StartsWith(begin, StringComparison.Ordinal))?[begin.Length..];

    [GeneratedRegex("^###", RegexOptions.Multiline)]
    private static partial Regex Separator();
}
