using System.Reflection;
using System.Runtime.Loader;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Handlers.Loading;

/// <summary>
/// A person's assembly with its own dependencies. It shares <see cref="BaseHandler"/> with the lab, and ends when nothing uses it
/// after <see cref="AssemblyLoadContext.Unload"/>. Assemblies are read, not mapped: a build may replace the files at any time.
/// </summary>
internal sealed class HandlerLoadContext : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly AssemblyDependencyResolver _dependencies;

    public HandlerLoadContext(string path)
        : base(Path.GetFileName(path), isCollectible: true)
    {
        _folder = Path.GetDirectoryName(path)!;
        _dependencies = new AssemblyDependencyResolver(path);
    }

    /// <summary>Loads an assembly with its symbols, where they are beside it.</summary>
    public Assembly Load(byte[] image, string path)
    {
        var symbols = Path.ChangeExtension(path, ".pdb");
        using var code = new MemoryStream(image);
        using var lines = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null;
        return LoadFromStream(code, lines);
    }

    protected override Assembly? Load(AssemblyName name)
    {
        var shared = typeof(BaseHandler).Assembly;
        if (name.Name == shared.GetName().Name)
        {
            return shared;
        }

        return (_dependencies.ResolveAssemblyToPath(name) ?? Beside(name)) is { } path ? Load(File.ReadAllBytes(path), path) : null;
    }

    protected override nint LoadUnmanagedDll(string name) =>
        _dependencies.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;

    private string? Beside(AssemblyName name) => Path.Combine(_folder, $"{name.Name}.dll") is var path && File.Exists(path) ? path : null;
}
