using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Overlays;

public sealed class TransformOverlayTests
{
    [Fact]
    public void The_last_messages_stand_beside_the_function_before_and_after()
    {
        using var stage = Open();

        stage.Frame.ShouldContain("✓ transform");
        stage.Frame.ShouldContain("→ {\"TASK_ID");
    }

    [Theory]
    [InlineData("wrong", "✗ it is not JavaScript: ")]
    [InlineData("null", "⊘ filtered out")]
    [InlineData("throw", "✗ f throws Error: no")]
    public void Each_change_is_tried_as_it_is_typed(string typed, string shown)
    {
        using var stage = Open();

        stage.Type(typed).Settle().Settle();

        stage.Frame.ShouldContain(shown);
    }

    [Fact]
    public void It_is_applied_with_the_name_of_its_function_and_the_log_says_so()
    {
        using var stage = Open();

        stage.Rows()[^2].ShouldContain("Enter New line");
        stage.Press("Ctrl+A").Type("function redact(message) { return message; }").Settle();
        stage.Rows().ShouldNotContain(row => row.Contains("function transform", StringComparison.Ordinal), "Ctrl+A selects all, and what is typed replaces it");
        stage.Press("Ctrl+Z", "Ctrl+Y").Press("Tab", "Enter").Settle().Settle();

        stage.Ports.Asked.ShouldBe(["transforms of lab-tasks: redact"]);
        stage.Dialogs.Top.ShouldBeNull();
        stage.Journal.ReadAll().Select(e => e.Data).OfType<Reason>().Select(r => r.Text).ShouldContain("lab-tasks transforms its messages: redact.");
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("return message;")]
    public void Wrong_code_is_not_applied(string code)
    {
        using var stage = Open();

        stage.Press("Ctrl+U").Type(code).Settle().Settle();
        stage.Press("Tab", "Enter").Settle();

        stage.Ports.Asked.ShouldBeEmpty();
        stage.Dialogs.Top.ShouldNotBeNull();
    }

    [Fact]
    public void Without_code_the_transform_is_removed_and_the_others_stay()
    {
        using var stage = Open(new TransformSpec("first", "function first() {}"), new TransformSpec("second", "function second() {}"));
        stage.Frame.ShouldContain("the first of 2");

        stage.Press("Ctrl+U").Settle();
        stage.Press("Tab", "Enter").Settle().Settle();

        stage.Ports.Asked.ShouldBe(["transforms of lab-tasks: second"]);
    }

    [Fact]
    public void A_backend_without_transforms_says_so()
    {
        using var stage = new Stage();

        stage.Press("F3").Settle().Press("J");

        stage.Frame.ShouldContain("message transforms exist in the embedded emulator");
    }

    private static Stage Open(params TransformSpec[] transforms)
    {
        var stage = new Stage(withPorts: true);
        stage.Ports.Transforms.AddRange(transforms);
        stage.Happens(LabEventKind.Published, "m1");
        stage.ShowTopology().Press("J");
        return stage.Settle().Settle();
    }
}
