using System.Reflection;

namespace PubSubLab.Lab.Handlers;

/// <summary>The handlers that can be chosen by name: every concrete <see cref="BaseHandler"/> in the assemblies it was given.</summary>
public sealed class HandlerCatalog
{
    private readonly SortedDictionary<string, Type> _types = new(StringComparer.Ordinal);

    /// <summary>Finds the handlers of the given assemblies; without any, the lab's own.</summary>
    public HandlerCatalog(HandlerOptions? options = null, params Assembly[] assemblies)
    {
        Options = options ?? HandlerOptions.Default;
        Add((assemblies.Length > 0 ? assemblies : [typeof(BaseHandler).Assembly]).SelectMany(a => a.GetTypes()));
    }

    private HandlerCatalog(IEnumerable<Type> types)
    {
        Options = HandlerOptions.Default;
        Add(types);
    }

    /// <summary>A catalogue of these handlers and no others.</summary>
    public static HandlerCatalog Of(params IEnumerable<Type> types) => new(types);

    /// <summary>The options that handlers are made with.</summary>
    public HandlerOptions Options { get; }

    /// <summary>The names, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. _types.Keys];

    /// <summary>The name of a handler type: the class name without "Handler", in lower case.</summary>
    public static string NameOf(Type type) => type.Name.Replace("Handler", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Makes a handler.</summary>
    /// <exception cref="LabException">No handler has that name.</exception>
    public BaseHandler Create(string name)
    {
        if (!_types.TryGetValue(name.ToLowerInvariant(), out var type))
        {
            throw new LabException($"There is no handler '{name}'.{Nearest.Question(name, Names)} Choose one of: {string.Join(", ", Names)}.");
        }

        var takesOptions = type.GetConstructor([typeof(HandlerOptions)]) is not null;
        return (BaseHandler)(takesOptions ? Activator.CreateInstance(type, Options) : Activator.CreateInstance(type))!;
    }

    private void Add(IEnumerable<Type> types)
    {
        foreach (var type in types.Where(t => t.IsSubclassOf(typeof(BaseHandler)) && !t.IsAbstract))
        {
            _types[NameOf(type)] = type;
        }
    }
}
