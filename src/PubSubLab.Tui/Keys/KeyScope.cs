namespace PubSubLab.Tui.Keys;

/// <summary>Where a key means what its binding says. A narrower scope wins over <see cref="Anywhere"/>.</summary>
public enum KeyScope
{
    /// <summary>On the whole screen; single characters only while no text is being typed.</summary>
    Anywhere,

    /// <summary>While the publisher form has the focus.</summary>
    Publisher,

    /// <summary>While the list of workers has the focus.</summary>
    Workers,

    /// <summary>While the timeline has the focus.</summary>
    Timeline,

    /// <summary>While the message log has the focus.</summary>
    Log,

    /// <summary>While a message's details are open.</summary>
    Details,

    /// <summary>In every window that opens over the screen: help, palette, dialogs.</summary>
    Window,

    /// <summary>On the page of guided experiments.</summary>
    Experiments,

    /// <summary>On the topology page.</summary>
    Topology,
}
