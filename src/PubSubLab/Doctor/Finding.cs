namespace PubSubLab.Doctor;

/// <summary>What one step of the doctor found.</summary>
/// <param name="Mark">Whether it is right.</param>
/// <param name="What">What was looked at.</param>
/// <param name="Found">What was found.</param>
/// <param name="Next">The exact next step; null where nothing is to be done.</param>
internal sealed record Finding(Mark Mark, string What, string Found, string? Next = null);

/// <summary>How a finding is to be taken.</summary>
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
