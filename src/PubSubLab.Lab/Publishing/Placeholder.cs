namespace PubSubLab.Lab.Publishing;

/// <summary>A placeholder of a draft.</summary>
/// <param name="Text">The placeholder as it is written, <c>{n}</c>.</param>
/// <param name="Meaning">A few words on the value.</param>
public sealed record Placeholder(string Text, string Meaning)
{
    /// <summary>The task's number in its burst or stream, from 1.</summary>
    public static Placeholder Number { get; } = new("{n}", "number in the burst");

    /// <summary>A new UUID, the same wherever the message has it.</summary>
    public static Placeholder Uuid { get; } = new("{uuid}", "a new UUID");

    /// <summary>The lab's time in UTC.</summary>
    public static Placeholder Now { get; } = new("{now}", "time in UTC");

    /// <summary>The user of the message.</summary>
    public static Placeholder User { get; } = new("{user}", "its user_id");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Placeholder> All { get; } = [Number, Uuid, Now, User];

    /// <summary>The first placeholder of a text from an index on.</summary>
    /// <returns>Its index and itself; null for none.</returns>
    public static (int At, Placeholder Found)? FindIn(string text, int from = 0) => FindIn(text, from, text.Length);

    /// <summary>The first placeholder that begins between two indexes. No more of the text is searched.</summary>
    /// <returns>Its index and itself; null for none.</returns>
    public static (int At, Placeholder Found)? FindIn(string text, int from, int until)
    {
        for (var at = text.IndexOf('{', from, until - from); at >= 0; at = text.IndexOf('{', at + 1, until - at - 1))
        {
            for (var i = 0; i < All.Count; i++)
            {
                if (text.AsSpan(at).StartsWith(All[i].Text))
                {
                    return (at, All[i]);
                }
            }
        }

        return null;
    }
}
