using System.Reflection;

namespace PubSubLab.Tui.Layout;

/// <summary>The panes of a screen.</summary>
internal sealed class PaneCatalog
{
    private static readonly MethodInfo s_descriptionOf = typeof(PaneCatalog).GetMethod(nameof(DescriptionOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>A catalogue of these panes.</summary>
    /// <param name="types">Types that implement <see cref="IPane"/>; others are passed over.</param>
    public PaneCatalog(IEnumerable<Type> types) => All =
    [
        .. types.Where(t => t.IsAssignableTo(typeof(IPane)))
            .Select(t => (Type: t, Description: (PaneDescription)s_descriptionOf.MakeGenericMethod(t).Invoke(null, [])!))
            .OrderBy(p => p.Description.IsPage).ThenBy(p => p.Description.Number).ThenBy(p => p.Description.Id.Name, StringComparer.Ordinal),
    ];

    /// <summary>The lab's panes by number, then the pages by name.</summary>
    public IReadOnlyList<(Type Type, PaneDescription Description)> All { get; }

    /// <summary>The pane in which the lab opens: where there is something to watch.</summary>
    public PaneId Opening => At(PanePlace.Upper) is [var first, ..] ? first : InSight(null)[0];

    public PaneDescription Get(PaneId id) => All.First(p => p.Description.Id == id).Description;

    /// <summary>The panes at a place, in their order.</summary>
    public IReadOnlyList<PaneId> At(PanePlace place) => [.. All.Where(p => p.Description.Place == place).Select(p => p.Description.Id)];

    /// <summary>The panes that a page shows, itself first; for null, the panes of the lab.</summary>
    public IReadOnlyList<PaneId> InSight(PaneId? page) => page is not { } own
        ? [.. All.Where(p => !p.Description.IsPage).Select(p => p.Description.Id)]
        : Get(own).Place is PanePlace.WholePage ? [own]
        : [own, .. All.Where(p => !p.Description.IsPage && p.Description.Place != PanePlace.Left).Select(p => p.Description.Id)];

    private static PaneDescription DescriptionOf<T>()
        where T : IPane => T.Description;
}
