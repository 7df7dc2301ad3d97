using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Tests.Support;

/// <summary>A team's assembly with handlers, compiled into a folder that goes with it.</summary>
internal sealed class TeamAssembly : IDisposable
{
    public const string Framework = "[assembly: System.Runtime.Versioning.TargetFramework(\".NETCoreApp,Version=v10.0\")]";

    private static readonly IReadOnlyList<MetadataReference> s_platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => Path.GetFileName(f).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(f) is "netstandard.dll" or "mscorlib.dll")
            .Select(f => MetadataReference.CreateFromFile(f)),
    ];

    private static readonly MetadataReference s_handlers = MetadataReference.CreateFromFile(typeof(BaseHandler).Assembly.Location);

    public TeamAssembly(string name = "Team.dll") => File = Path.Combine(Folder, name);

    public string Folder { get; } = Directory.CreateTempSubdirectory("pubsublab-team-").FullName;

    public string File { get; }

    /// <summary>A handler class whose body of <c>HandleAsync</c> and further members are given.</summary>
    public static string Handler(string name, string body = "", string members = "") => $$"""
        public sealed class {{name}} : PubSubLab.Handlers.BaseHandler
        {
            {{members}}
            public override async System.Threading.Tasks.Task HandleAsync(
                PubSubLab.Handlers.LabTask task, PubSubLab.Handlers.HandlerContext context, System.Threading.CancellationToken cancellation)
            {
                await System.Threading.Tasks.Task.Yield();
                {{body}}
            }
        }
        """;

    /// <summary>Compiles the file anew.</summary>
    public TeamAssembly Compile(string code, Platform platform = Platform.AnyCpu, params MetadataReference[] more)
    {
        System.IO.File.WriteAllBytes(File, Image(Path.GetFileNameWithoutExtension(File), code, platform, [s_handlers, .. more]));
        return this;
    }

    /// <summary>Compiles an assembly that is not put anywhere.</summary>
    public static byte[] Image(string name, string code, Platform platform = Platform.AnyCpu, params MetadataReference[] references)
    {
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(code)], [.. s_platform, .. references], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, platform: platform));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics));
        return image.ToArray();
    }

    /// <summary>The assembly name of the handlers' package in another version, with its base class.</summary>
    public static MetadataReference HandlersOfVersion(string version) => MetadataReference.CreateFromImage(Image("PubSubLab.Handlers", $$"""
        [assembly: System.Reflection.AssemblyVersion("{{version}}")]
        namespace PubSubLab.Handlers { public abstract class BaseHandler { } }
        """));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
