using System.Text.Json;
using PubSubLab.Lab.Experiments.Files;

namespace PubSubLab.Lab.Tests.Experiments;

/// <summary>An editor that has the schema knows what the reader knows.</summary>
public sealed class PlanSchemaTests
{
    [Fact]
    public void The_schema_has_every_field_of_the_reader()
    {
        var root = JsonDocument.Parse(PlanSchema.Text()).RootElement;

        Names(root).ShouldBe(PlanFields.Root.Select(f => f.Name));
        foreach (var field in PlanFields.Root.Where(f => f.Inside.Count > 0))
        {
            var inside = root.GetProperty("properties").GetProperty(field.Name);
            Names(inside.TryGetProperty("items", out var items) ? items : inside).ShouldBe(field.Inside.Select(f => f.Name));
        }

        root.GetProperty("required").EnumerateArray().Select(e => e.GetString()).ShouldBe(["name", "subscriptions", "traffic", "expect"]);
    }

    private static IEnumerable<string> Names(JsonElement map) => map.GetProperty("properties").EnumerateObject().Select(p => p.Name);
}
