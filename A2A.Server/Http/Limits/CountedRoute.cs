namespace A2A.Server.Http.Limits;

/// <summary>Marks anonymous routes whose requests count nevertheless, because keys could be tried there.</summary>
internal sealed class CountedRoute
{
    public static readonly CountedRoute Mark = new();
}
