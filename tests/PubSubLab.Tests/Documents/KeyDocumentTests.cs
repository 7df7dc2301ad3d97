using PubSubLab.Tui.Keys;

namespace PubSubLab.Tests.Documents;

/// <summary>
/// The documents' key tables are generated, and stale ones fail. <c>PUBSUBLAB_ACCEPT_FRAMES=1 dotnet test --project tests/PubSubLab.Tests</c>
/// regenerates them.
/// </summary>
public sealed class KeyDocumentTests
{
    private const string Begin = "<!-- keys: made from src/PubSubLab.Tui/Keys -->\n";
    private const string End = "<!-- end of keys -->";

    /// <summary>The README's dozen.</summary>
    private static readonly string[] s_important =
    [
        "palette", "help", "page.experiments", "page.topology", "publish", "worker.spawn",
        "worker.kill", "worker.slow-all", "pause", "log.filter", "message.why", "quit",
    ];

    [Fact]
    public void The_key_document_has_every_key_of_the_screen() => IsCurrent("docs/keys.md", KeyTable.ToMarkdown());

    [Fact]
    public void The_README_has_the_screens_text_for_the_keys_that_matter() => IsCurrent("README.md", KeyTable.ToMarkdown(s_important));

    private static void IsCurrent(string document, string expected) => GeneratedPart.IsCurrent(document, Begin, End, expected);
}
