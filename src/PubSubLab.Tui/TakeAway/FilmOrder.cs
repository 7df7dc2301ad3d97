using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Replay;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.TakeAway;

/// <summary>A film that is wanted.</summary>
/// <param name="Feed">The events.</param>
/// <param name="Topology">The topics and subscriptions; null where that is not known.</param>
/// <param name="Size">Columns and rows.</param>
/// <param name="Theme">The theme.</param>
/// <param name="Last">The part at its end; null for all of it.</param>
internal sealed record FilmOrder(ReplayFeed Feed, TopologyListing? Topology, Size Size, ThemeName Theme, TimeSpan? Last);
