namespace Google.Api.Gax;

/// <summary>Which kind of limit an <see cref="Expiration"/> holds.</summary>
public enum ExpirationType
{
    /// <summary>No limit.</summary>
    None,

    /// <summary>A duration, counted from the start of the call.</summary>
    Timeout,

    /// <summary>A moment, in UTC.</summary>
    Deadline,
}
