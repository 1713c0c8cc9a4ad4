namespace A2A.Server.Operations;

/// <summary>A parameter of the query.</summary>
/// <param name="Meaning">For people.</param>
/// <param name="Schema">What it may be, as JSON Schema.</param>
internal sealed record OpsParameter(string Name, string Meaning, string Schema)
{
    private const string Time = """{"type":"string","format":"date-time"}""";
    private const string Text = """{"type":"string"}""";

    public static OpsParameter Owner { get; } = new("owner", "Only what belongs to this caller. Operators only: everybody else has only his own.", Text);

    public static OpsParameter Since { get; } = new("since", "Only what was buried from this time on: ISO 8601 with Z or an offset.", Time);

    public static OpsParameter Before { get; } = new("before", "Only what was buried before this time: ISO 8601 with Z or an offset.", Time);

    public static OpsParameter After { get; } = new("after", "The `next` of the page before.", Text);

    public static OpsParameter Limit { get; } =
        new("limit", "How many at most.", $$"""{"type":"integer","minimum":1,"maximum":{{OpsQuery.MostPerPage}},"default":{{OpsQuery.UsualPage}}}""");

    public static OpsParameter All { get; } = new("all", "`true` for all, whenever they were buried; in the place of `before`.", """{"type":"boolean","default":false}""");
}
