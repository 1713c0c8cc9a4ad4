namespace A2A.Webhooks;

/// <summary>The ways to prove that a webhook is genuine.</summary>
public static class WebhookSchemes
{
    /// <summary>Every scheme. A new one is a file with its row, and its place here.</summary>
    internal static IReadOnlyList<WebhookScheme> All { get; } =
    [
        StandardWebhooksScheme.Row,
        .. BodySignatureScheme.Rows,
        .. SharedTextScheme.TokenRows,
        AuthorizationScheme.Row,
    ];

    /// <summary>Their names, in the order in which a verdict has them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.SelectMany(scheme => scheme.Names).Distinct()];

    internal static int PlaceOf(string name) => Names.TakeWhile(each => each != name).Count();
}
