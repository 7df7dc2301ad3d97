using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Backends;

/// <summary>The chosen backend among all: every concrete <see cref="Backends.Backend"/> of this assembly, made from the settings.</summary>
/// <param name="Backend">The chosen one.</param>
/// <param name="All">All of them, by position.</param>
internal sealed record LabSetup(Backend Backend, IReadOnlyList<Backend> All)
{
    private static readonly Type[] s_types =
        [.. typeof(Backend).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(Backend)))];

    private static readonly Backend[] s_unset = Make(SettingValues.None);

    /// <summary>The names that <c>BACKEND</c> takes; the first is the default.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_unset.Select(b => b.Name)];

    /// <summary>Every setting: the common ones and each backend's.</summary>
    public static IReadOnlyList<string> Keys => [.. SettingKeys.Common.Concat(s_unset.SelectMany(b => b.Keys)).Distinct()];

    /// <summary>The settings that every backend uses.</summary>
    public LabSettings Settings => Backend.Settings;

    /// <summary>Reads and checks all settings and chooses the backend.</summary>
    /// <exception cref="SettingsException">Something cannot be used; all of it is said at once.</exception>
    public static LabSetup Read(SettingValues values)
    {
        // Only the names, in any case. A wrong one is a problem, beside those of the other settings.
        var name = values.Checked(SettingKeys.Backend, t => Names.Contains(t, StringComparer.OrdinalIgnoreCase), string.Join(", ", Names));
        var all = Make(values);
        var chosen = name is null
            ? all.FirstOrDefault(b => b.IsImplied) ?? all[0]
            : all.Single(b => b.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        foreach (var key in (string[])[SettingKeys.TopicName, SettingKeys.SubscriptionName])
        {
            values.Checked(key, chosen.Names.Allows, chosen.Names.Allowed);
        }

        foreach (var problem in chosen.Problems)
        {
            values.Refuse(problem);
        }

        return values.Problems.Count == 0 ? new LabSetup(chosen, all) : throw new SettingsException(values.Problems);
    }

    /// <summary>The open backend beside the others, for an experiment that compares. One that lacks a setting has no way to open it.</summary>
    /// <param name="world">The world of a run in virtual time; null, the default, for real time.</param>
    public BackendComparison Compare(VirtualWorld? world = null) => new(
        Backend.ComparedAs, Backend.Configuration,
        [.. All.DistinctBy(b => b.ComparedAs).Where(b => b.ComparedAs != Backend.ComparedAs).Select(b => Offer(b, world))])
    {
        Fleet = Backend.Fleet,
    };

    private static BackendOffer Offer(Backend backend, VirtualWorld? world)
    {
        var offer = new BackendOffer(backend.ComparedAs, backend.Configuration) { InVirtualTime = backend.InVirtualTime is not null };
        if (backend.Problems.Any())
        {
            // Its fleet may need the setting that it lacks.
            return offer;
        }

        offer = offer with { Fleet = backend.Fleet };

        return world is not null && backend.InVirtualTime is { } open
            ? offer with { OpenAsync = (_, _) => Task.FromResult(open(world)) }
            : offer with
            {
                Fleet = backend.Fleet,
                OpenAsync = async (journal, cancellation) =>
                {
                    var opened = await backend.OpenAsync(journal, new EmbeddedOptions(), cancellation);
                    return new OpenedBackend(opened.Transport, opened);
                },
            };
    }

    private static Backend[] Make(SettingValues values)
    {
        var settings = LabSettings.Read(values);
        return
        [
            .. s_types
                .Select(t => (Backend)Activator.CreateInstance(t, t.GetConstructor([typeof(LabSettings)]) is null ? [values, settings] : [settings])!)
                .OrderBy(b => b.Position).ThenBy(b => b.Name, StringComparer.Ordinal),
        ];
    }
}
