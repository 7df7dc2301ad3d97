namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Why a task is to end before its handler is done.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Limit">The time limit in seconds, where one passed.</param>
/// <param name="Signal">The number of the signal that was asked for, where it was revoked.</param>
internal sealed record RunEnd(RunEndKind Kind, double Limit = 0, int Signal = 0)
{
    /// <summary>The reason, as the second half of a sentence.</summary>
    public string Reason => Kind switch
    {
        RunEndKind.SoftLimit => FormattableString.Invariant($"its soft time limit of {Limit} s passed"),
        RunEndKind.HardLimit => FormattableString.Invariant($"its time limit of {Limit} s passed"),
        RunEndKind.Terminated => "it was revoked and terminated",
        _ => "it was revoked",
    };
}

/// <summary>The cause of an early end.</summary>
internal enum RunEndKind
{
    /// <summary>It was revoked before it began.</summary>
    Revoked,

    /// <summary>It was revoked with <c>--terminate</c>.</summary>
    Terminated,

    /// <summary>Its soft time limit passed.</summary>
    SoftLimit,

    /// <summary>Its time limit passed.</summary>
    HardLimit,
}
