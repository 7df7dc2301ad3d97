namespace PubSubLab.Transports.PubSub;

/// <summary>Result of a permission check.</summary>
public enum Access
{
    /// <summary>It is there, and the account may.</summary>
    Granted,

    /// <summary>It is there, and the account may not.</summary>
    Denied,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>The account may not even know whether it is there.</summary>
    MissingOrDenied,
}
