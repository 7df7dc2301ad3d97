using PubSubLab.Lab.Routing;

namespace PubSubLab.Tui.Publishing;

/// <summary>A form's choice of a strategy.</summary>
/// <param name="Chosen">The strategy that is chosen at first; null for none.</param>
internal sealed record RouteOffer(IRoutingStrategy? Chosen);
