using PubSubLab.Experiments;
using PubSubLab.Lab.Experiments.Files;

namespace PubSubLab.Tests.Documents;

/// <summary>The reference of experiment files and the example are those of the program.</summary>
public sealed class ExperimentDocumentTests
{
    [Fact]
    public void The_document_has_every_field_with_its_rule() => GeneratedPart.IsCurrent(
        "docs/experiments.md", "<!-- fields: made from src/PubSubLab.Lab/Experiments/Files/PlanFields.cs -->\n", "<!-- end of fields -->", PlanReference.Text() + "\n\n");

    [Fact]
    public void The_tool_has_the_example_of_the_documents() => ExperimentExample.Text().ShouldBe(File.ReadAllText(Repository.File("docs", "experiment.example.yaml")));
}
