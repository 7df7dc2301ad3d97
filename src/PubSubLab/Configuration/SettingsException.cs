namespace PubSubLab.Configuration;

/// <summary>Settings that cannot be used: a sentence for each wrong one, all of them at once.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence a wrong value: which key, which value, what is allowed.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
