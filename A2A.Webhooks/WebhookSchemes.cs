namespace A2A.Webhooks;

/// <summary>The ways to prove that a webhook is genuine.</summary>
public static class WebhookSchemes
{
    private static readonly string[] Ordered =
        ["standard-webhooks", "x-a2a-signature", "x-webhook-signature", "token", "authorization", "jwt-es256", "jwt-hs256"];

    /// <summary>Their names, in the order in which a verdict has them.</summary>
    public static IReadOnlyList<string> Names => Ordered;

    internal static int PlaceOf(string name) => Array.IndexOf(Ordered, name);
}
