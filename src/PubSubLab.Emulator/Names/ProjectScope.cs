using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace PubSubLab.Emulator.Names;

/// <summary>Completes short names, such as <c>orders</c>, to full resource names. The API itself takes full names only.</summary>
/// <param name="projectId">The project of short names; null for the only one that the emulator has.</param>
internal sealed class ProjectScope(string? projectId)
{
    private const string Prefix = "projects/";
    private ImmutableSortedSet<string> _projects = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>A project has resources now. Called by one thread at a time, as is <see cref="Remove"/>.</summary>
    public void Add(string id) => _projects = _projects.Add(id);

    /// <summary>A project was emptied.</summary>
    public void Remove(string id) => _projects = _projects.Remove(id);

    /// <summary>Full name of a topic.</summary>
    /// <exception cref="ArgumentException">The name has another form, or its project is not known.</exception>
    public string Topic(string name) => Full(name, "topics", "topic");

    /// <summary>Full name of a subscription.</summary>
    /// <exception cref="ArgumentException">The name has another form, or its project is not known.</exception>
    public string Subscription(string name) => Full(name, "subscriptions", "subscription");

    /// <summary>A project's id, from the id or from <c>projects/ID</c>.</summary>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    public static string Project(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var id = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return id.Length > 0 && !id.Contains('/') ? id : throw new ArgumentException($"\"{name}\" is not a project. Write its id, or projects/ID.", nameof(name));
    }

    private string Full(string name, string collection, string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.Contains('/'))
        {
            return $"{Prefix}{Single(name, collection)}/{collection}/{name}";
        }

        var parts = name.Split('/');
        return parts.Length == 4 && parts[0] == "projects" && parts[1].Length > 0 && parts[2] == collection && parts[3].Length > 0
            ? name
            : throw new ArgumentException($"\"{name}\" is not the name of a {kind}. Write projects/PROJECT/{collection}/ID, or the id alone.", nameof(name));
    }

    [SuppressMessage("Usage", "CA2208", Justification = "The parameter is the caller's.")]
    private string Single(string name, string collection)
    {
        if (projectId is not null)
        {
            return projectId;
        }

        var all = _projects;
        return all.Count == 1 ? all[0] : throw new ArgumentException(
            $"\"{name}\" does not name its project, and the emulator has {(all.Count == 0 ? "none" : string.Join(", ", all))}. "
            + $"Write projects/PROJECT/{collection}/{name}, or set PubSubEmulatorOptions.ProjectId.",
            nameof(name));
    }
}
