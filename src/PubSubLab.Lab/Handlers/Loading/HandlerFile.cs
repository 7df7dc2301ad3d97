using System.Reflection;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Handlers.Loading;

/// <summary>A file with handlers, and those of its newest version that could be loaded.</summary>
internal sealed class HandlerFile(string path, TimeProvider time)
{
    private readonly string _path = Path.GetFullPath(path);
    private HandlerLoadContext? _context;

    /// <summary>Its name in sentences.</summary>
    public string Name { get; } = Path.GetFileName(path);

    /// <summary>Handler classes of the newest version that could be loaded.</summary>
    public IReadOnlyList<OwnHandler> Handlers { get; private set; } = [];

    /// <summary>Loads the file. Where it cannot be loaded, the former version stays.</summary>
    /// <returns>Why it cannot be loaded, or not in all; null where it was.</returns>
    public string? Load()
    {
        byte[] image;
        try
        {
            image = File.ReadAllBytes(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Staying(e is FileNotFoundException or DirectoryNotFoundException
                ? $"The handlers' file '{path}' does not exist; build it, and give the path of the .dll in bin."
                : Directory.Exists(_path) ? $"'{path}' is a folder; give the path of a .dll with handlers." : $"The handlers' file '{path}' cannot be read: {LoadFailure.Sentence(e)}");
        }

        HandlerLoadContext? context = null;
        try
        {
            if (AssemblyFacts.WhyNot(image) is { } reason)
            {
                return Staying($"{Name} {reason}");
            }

            context = new HandlerLoadContext(_path);
            var assembly = context.Load(image, _path);
            var types = TypesOf(assembly, out var missing);
            List<OwnHandler> handlers = [.. types.Where(t => t.IsSubclassOf(typeof(BaseHandler)) && t is { IsAbstract: false, ContainsGenericParameters: false }).OrderBy(t => t.FullName, StringComparer.Ordinal).Select(t => new OwnHandler(t, Name, time))];
            if (handlers.Count == 0)
            {
                context.Unload();
                return Staying(missing ?? $"{Name} has no handler: {(AssemblyFacts.UsesHandlers(assembly) ? "no class in it derives from BaseHandler." : "it does not use the package PubSubLab.Handlers.")}");
            }

            // Collected once the last worker with one of its handlers has gone.
            _context?.Unload();
            (_context, Handlers) = (context, handlers);
            return missing;
        }
        catch (Exception e)
        {
            // Someone else's assembly: whatever is wrong with it is a sentence, and the lab goes on.
            context?.Unload();
            return Staying($"{Name} cannot be loaded: {LoadFailure.Sentence(e)}");
        }
    }

    private Type[] TypesOf(Assembly assembly, out string? missing)
    {
        try
        {
            missing = null;
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            missing = $"{Name} cannot be loaded in all: {LoadFailure.Sentence(e)}";
            return [.. e.Types.OfType<Type>()];
        }
    }

    private string Staying(string sentence) => Handlers.Count == 0 ? sentence : $"{sentence} Its handlers that were loaded before stay.";
}
