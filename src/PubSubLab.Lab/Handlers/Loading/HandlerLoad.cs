namespace PubSubLab.Lab.Handlers.Loading;

/// <summary>Result of reading a person's assemblies.</summary>
/// <param name="Names">Names of all handlers that can be used now.</param>
/// <param name="Problems">A sentence for each file or class that cannot be used.</param>
public sealed record HandlerLoad(IReadOnlyList<string> Names, IReadOnlyList<HandlerProblem> Problems);

/// <summary>Something that cannot be used.</summary>
/// <param name="Handler">The handler's name; null where a whole file cannot be used.</param>
/// <param name="Sentence">The problem and the way out.</param>
public sealed record HandlerProblem(string? Handler, string Sentence);
