using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Messages;

/// <summary>The message that is shown in reverse video wherever it appears, while everything else is dim.</summary>
internal sealed class FollowedMessage(Revision revision)
{
    /// <summary>The followed message; null for none.</summary>
    public LabMessage? Current { get; private set; }

    public void Start(LabMessage message)
    {
        Current = message;
        revision.Advance();
    }

    public void End()
    {
        Current = null;
        revision.Advance();
    }

    /// <summary>As <see cref="Of(LabMessage?)"/>; what happened in an earlier run is dim.</summary>
    public Emphasis Of(LabMessage? message, bool isEarlier) => Current is null && isEarlier ? Emphasis.Dimmed : Of(message);

    /// <summary>The weight of what is about a message; null for what is about none.</summary>
    public Emphasis Of(LabMessage? message) => Current switch
    {
        null => Emphasis.None,
        { } followed when ReferenceEquals(followed, message) => Emphasis.Followed,
        _ => Emphasis.Dimmed,
    };
}
