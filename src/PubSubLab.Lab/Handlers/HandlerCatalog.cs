using System.ComponentModel;
using System.Reflection;
using PubSubLab.Handlers;
using PubSubLab.Lab.Handlers.Loading;

namespace PubSubLab.Lab.Handlers;

/// <summary>The handlers that can be chosen by name: the lab's own, and those of a person's assemblies. Safe to use from any thread.</summary>
public sealed class HandlerCatalog
{
    private static readonly SortedDictionary<string, Type> s_builtIn = Named(typeof(EchoHandler).Assembly.GetTypes());

    private readonly SortedDictionary<string, Type> _types;
    private readonly OwnHandlers _own;

    /// <summary>The lab's handlers, and those of files that <see cref="LoadAsync"/> reads.</summary>
    /// <param name="options">The options that handlers are made with; null for the defaults.</param>
    /// <param name="files">Assemblies with handlers (.dll); null for none.</param>
    /// <param name="time">The clock of the limit for a constructor; null for the machine's.</param>
    public HandlerCatalog(HandlerOptions? options = null, IReadOnlyList<string>? files = null, TimeProvider? time = null)
        : this(options, s_builtIn, new OwnHandlers(files ?? [], s_builtIn.ContainsKey, time ?? TimeProvider.System))
    {
    }

    private HandlerCatalog(HandlerOptions? options, SortedDictionary<string, Type> types, OwnHandlers own)
    {
        Options = options ?? HandlerOptions.Default;
        (_types, _own) = (types, own);
    }

    /// <summary>Names of the handlers that every lab has.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [.. s_builtIn.Keys];

    /// <summary>A catalogue of these handlers, and those of files.</summary>
    public static HandlerCatalog Of(IEnumerable<Type> types, params IReadOnlyList<string> files) => new(null, Named(types), new OwnHandlers(files, _ => false, TimeProvider.System));

    /// <summary>The options that handlers are made with.</summary>
    public HandlerOptions Options { get; }

    /// <summary>The names, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. _types.Keys.Concat(_own.Names).Order(StringComparer.Ordinal)];

    /// <summary>Whether a person gave assemblies with handlers.</summary>
    public bool HasFiles => _own.Files.Count > 0;

    /// <summary>The same handlers, made with other options.</summary>
    public HandlerCatalog With(HandlerOptions options) => new(options, _types, _own);

    /// <summary>The name of a handler type: the class name without "Handler" at its end, in lower case.</summary>
    public static string NameOf(Type type) => BaseHandler.NameOf(type);

    /// <summary>One line about a handler, from its <see cref="DescriptionAttribute"/>; empty where it has none.</summary>
    public string DescriptionOf(string name) =>
        (_types.GetValueOrDefault(name) ?? _own.Find(name)?.Type)?.GetCustomAttribute<DescriptionAttribute>()?.Description
        ?? (FileOf(name) is { } file ? $"A handler of {Path.GetFileName(file)}." : "");

    /// <summary>The file that a handler comes from; null for the lab's own.</summary>
    public string? FileOf(string name) => _own.Find(name)?.File;

    /// <summary>Whether a worker's handler is what its name stands for now; after a reload it may be an older version.</summary>
    public bool IsCurrent(WorkerHandler handler) => _own.Find(handler.Name) is not { } own || own.Type == handler.Code.GetType();

    /// <summary>Reads the files, or reads them again. Workers that are there keep their handlers; later ones get the new.</summary>
    /// <returns>The names that can be used, and a sentence for each file or class that cannot.</returns>
    public Task<HandlerLoad> LoadAsync(CancellationToken cancellation) => _own.LoadAsync(cancellation);

    /// <summary>Makes a handler. One of the lab's own is made when this returns.</summary>
    /// <exception cref="LabException">No handler has that name, or its constructor throws or does not return.</exception>
    public async Task<WorkerHandler> CreateAsync(string name, CancellationToken cancellation)
    {
        var wanted = name.ToLowerInvariant();
        if (_types.TryGetValue(wanted, out var type))
        {
            var takesOptions = type.GetConstructor([typeof(HandlerOptions)]) is not null;
            return WorkerHandler.Of((BaseHandler)(takesOptions ? Activator.CreateInstance(type, Options) : Activator.CreateInstance(type))!);
        }

        if (_own.Find(wanted) is { } own)
        {
            return await own.CreateAsync(cancellation);
        }

        throw new LabException(
            $"There is no handler '{name}'.{Nearest.Question(name, Names)} Choose one of: {string.Join(", ", Names)}.{(_own.ProblemOf(wanted) is { } problem ? $" {problem}" : "")}");
    }

    private static SortedDictionary<string, Type> Named(IEnumerable<Type> types) => new(
        types.Where(t => t.IsSubclassOf(typeof(BaseHandler)) && !t.IsAbstract).ToDictionary(NameOf), StringComparer.Ordinal);
}
