namespace PubSubLab.Emulator.Tests.Conformance;

/// <summary>One rule of the service, and what shows that it holds.</summary>
/// <param name="Rule">The rule in a sentence.</param>
/// <param name="Source">Where the rule is written.</param>
/// <param name="Check">Throws when the rule does not hold.</param>
internal sealed record ConformanceCase(string Rule, string Source, Func<ConformanceSubject, Task> Check);
