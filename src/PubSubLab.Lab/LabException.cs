namespace PubSubLab.Lab;

/// <summary>Something a person can mend. The message is one or two sentences: the value, the rule, and the way out.</summary>
public class LabException : Exception
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

    /// <summary>Whether what was asked for may have been done all the same: the request left, and no answer came. Default: false, it was refused.</summary>
    public bool OutcomeIsUnknown { get; init; }
}
