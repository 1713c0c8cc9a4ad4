namespace A2A.Server.Push;

/// <summary>What may stand in a header.</summary>
internal static class HeaderText
{
    /// <summary>
    /// False for nothing at all, for a line break, which would be a further header, and for what is lost or refused on the way.
    /// </summary>
    public static bool IsSendable(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
