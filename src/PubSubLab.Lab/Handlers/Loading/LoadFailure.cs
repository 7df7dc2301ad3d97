using System.Reflection;

namespace PubSubLab.Lab.Handlers.Loading;

/// <summary>Explains an exception of loading or of a person's own code.</summary>
internal static class LoadFailure
{
    private const int LongestSentence = 300;

    /// <summary>One line with a full stop.</summary>
    public static string Sentence(Exception e) => e switch
    {
        TargetInvocationException or TypeInitializationException when e.InnerException is { } inner => Sentence(inner),
        ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => Sentence(first),
        FileNotFoundException { FileName: { } missing } when missing.Contains(", Version=", StringComparison.Ordinal) => Missing(new AssemblyName(missing)),
        _ => $"{e.GetType().Name}: {OutsideText.Begin(e.Message, LongestSentence).TrimEnd('.')}.",
    };

    private static string Missing(AssemblyName needed) =>
        $"it needs {needed.Name} {needed.Version}, which is not beside it; set EnableDynamicLoading in its project and build again.";
}
