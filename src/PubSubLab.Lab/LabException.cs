namespace PubSubLab.Lab;

/// <summary>Something a person can mend. The message is one or two sentences: the value, the rule, and the way out.</summary>
public sealed class LabException : Exception
{
    /// <summary>An error with its sentence.</summary>
    public LabException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its sentence and what lies behind it.</summary>
    public LabException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
