namespace Aspire.Hosting;

/// <summary>Stand-in of the real type: something that the author of the app model, or its user, has to put right.</summary>
public class DistributedApplicationException : Exception
{
    public DistributedApplicationException()
    {
    }

    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
