namespace PubSubLab.Simulation.Worlds;

/// <summary>A run broke a rule.</summary>
public sealed class FoundFaultException : Exception
{
    public FoundFaultException()
    {
    }

    public FoundFaultException(string message)
        : base(message)
    {
    }

    public FoundFaultException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
