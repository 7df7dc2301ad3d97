namespace PubSubLab.Lab.Routing;

/// <summary>
/// Two levels, computed from the user's UUID: for the UUID read as a 128-bit big-endian unsigned integer u,
/// subscription = u mod subs, topic = ((u - subscription) / subs) mod topics.
/// </summary>
/// <param name="Topics">Number of topics.</param>
/// <param name="Subs">Number of subscriptions per topic.</param>
public readonly record struct TopicAndSub(ulong Topics, ulong Subs)
{
    /// <summary>1,000 topics with 1,000 subscriptions each. (A struct's <c>new()</c> would have zeros.)</summary>
    public static TopicAndSub Default { get; } = new(1_000, 1_000);

    /// <summary>The topic's and the subscription's number for a user.</summary>
    /// <exception cref="LabException">A total is zero.</exception>
    public (ulong Topic, ulong Sub) Of(Guid user)
    {
        if (Topics == 0 || Subs == 0)
        {
            throw new LabException($"There must be at least 1 topic and 1 subscription a topic; {Topics} and {Subs} were asked for.");
        }

        var u = UserKey.NumberOf(user);
        var sub = (ulong)(u % Subs);
        var topic = (ulong)((u - sub) / Subs % Topics);
        return (topic, sub);
    }

    /// <summary>The names, <c>chat-topic-{t}</c> and <c>chat-sub-{s}</c>.</summary>
    public (string Topic, string Sub) NamesOf(Guid user)
    {
        var (topic, sub) = Of(user);
        return ($"chat-topic-{topic}", $"chat-sub-{sub}");
    }
}
