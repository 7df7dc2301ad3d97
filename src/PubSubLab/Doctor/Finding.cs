namespace PubSubLab.Doctor;

/// <summary>Result of one step of the doctor.</summary>
/// <param name="Mark">Whether it is right.</param>
/// <param name="What">The checked item.</param>
/// <param name="Found">The finding.</param>
/// <param name="Next">The exact next step; null where nothing is to be done.</param>
internal sealed record Finding(Mark Mark, string What, string Found, string? Next = null);

/// <summary>A finding's severity.</summary>
internal enum Mark
{
    /// <summary>Right.</summary>
    Good,

    /// <summary>Wrong: the lab will not work like this.</summary>
    Bad,

    /// <summary>Worth knowing; the lab works all the same.</summary>
    Note,

    /// <summary>Not to be seen with these rights; whether the lab works like this is open.</summary>
    Unseen,
}
