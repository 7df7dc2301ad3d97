using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PubSubLab.Tests.Architecture;

/// <summary>
/// Which folder of a project uses which, by the files in which names are declared and used. Read from the source: constants and
/// <c>nameof</c> leave no trace in an assembly, and files of several folders may share a namespace.
/// </summary>
internal sealed class FolderGraph
{
    /// <summary>The project's own folder.</summary>
    public const string Top = ".";

    private readonly Dictionary<string, SortedDictionary<string, string>> _arrows = new(StringComparer.Ordinal);

    private FolderGraph()
    {
    }

    /// <summary>Each arrow with one of its uses: the file, and the name that it uses.</summary>
    public IEnumerable<(string From, string To, string Example)> Arrows =>
        _arrows.OrderBy(static from => from.Key, StringComparer.Ordinal).SelectMany(static from => from.Value.Select(to => (from.Key, to.Key, to.Value)));

    /// <summary>Names of the project that its files use, in their own folder or another; 0 where nothing was understood.</summary>
    public int Uses { get; private set; }

    /// <summary>Reads a project that was built.</summary>
    /// <param name="project">Its folder, whose name is the assembly's.</param>
    /// <param name="shared">Folders beside it whose files it compiles too.</param>
    public static FolderGraph Read(string project, params IEnumerable<string> shared)
    {
        var assembly = Path.GetFileName(project);
        var compilation = CSharpCompilation.Create(
            assembly,
            Sources(project).Concat(shared.SelectMany(Sources)).Concat(Generated(project)).Select(static file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file)),
            References(assembly),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var graph = new FolderGraph();
        foreach (var tree in compilation.SyntaxTrees.Where(tree => FolderOf(project, tree.FilePath) is not null))
        {
            graph.Add(project, tree, compilation.GetSemanticModel(tree));
        }

        return graph;
    }

    /// <summary>Folders that use each other in a ring: every group in which each reaches every other.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rings()
    {
        var folders = _arrows.Keys.Union(_arrows.Values.SelectMany(static to => to.Keys)).ToArray();
        var reached = folders.ToDictionary(static folder => folder, Reached);
        return
        [
            .. folders.GroupBy(folder => string.Join(' ', folders.Where(other => reached[folder].Contains(other) && reached[other].Contains(folder)).Order(StringComparer.Ordinal)))
                .Where(static ring => ring.Key.Length > 0)
                .Select(static ring => ring.Order(StringComparer.Ordinal).ToArray()),
        ];
    }

    private HashSet<string> Reached(string from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var folder))
        {
            foreach (var next in _arrows.TryGetValue(folder, out var arrows) ? arrows.Keys : Enumerable.Empty<string>())
            {
                if (reached.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return reached;
    }

    private void Add(string project, SyntaxTree tree, SemanticModel model)
    {
        var from = FolderOf(project, tree.FilePath)!;
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var symbol = model.GetSymbolInfo(name).Symbol;
            var declared = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
            // A name of a namespace belongs to every folder that has files in it.
            if (declared is null or INamespaceSymbol)
            {
                continue;
            }

            foreach (var to in declared.OriginalDefinition.DeclaringSyntaxReferences.Select(r => FolderOf(project, r.SyntaxTree.FilePath)).OfType<string>())
            {
                Uses++;
                if (to == from)
                {
                    continue;
                }

                if (!_arrows.TryGetValue(from, out var arrows))
                {
                    _arrows[from] = arrows = new SortedDictionary<string, string>(StringComparer.Ordinal);
                }

                arrows.TryAdd(to, $"{Path.GetFileName(tree.FilePath)} uses {name.Identifier.Text}");
            }
        }
    }

    // The folder right below the project's; null for files that are not its own.
    private static string? FolderOf(string project, string file)
    {
        var parts = Path.GetRelativePath(project, file).Split(Path.DirectorySeparatorChar);
        return parts[0] is ".." or "obj" ? null : parts.Length == 1 ? Top : parts[0];
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin"));

    // Global usings, and what the build makes of .proto files.
    private static IEnumerable<string> Generated(string project)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Directory.EnumerateFiles(Path.Combine(project, "obj", built.Parent!.Name, built.Name), "*.cs", SearchOption.AllDirectories);
    }

    private static IEnumerable<MetadataReference> References(string assembly) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileNameWithoutExtension(file) != assembly)
            .Select(static file => MetadataReference.CreateFromFile(file));
}
