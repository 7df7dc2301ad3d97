using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Controls;

public sealed class TaskEditorTests
{
    [Fact]
    public void A_pasted_document_is_published_as_it_was()
    {
        const string document = "{\n  \"a\": [1,\n\t2],\n\n  \"text\": \"漢字 👩‍💻 \u202e\"\n}\n";
        using var stage = new Stage();
        stage.ToField("Task").Press("Ctrl+A").Paste(document.Replace("\n", "\r\n", StringComparison.Ordinal)).Press("Ctrl+S").Settle();

        stage.Transport.Published.ShouldHaveSingleItem().Task.Text.ShouldBe(document);
        stage.Frame.ShouldContain("‹202e›");
    }

    [Fact]
    public void Enter_makes_a_line_with_the_indent_of_the_last_one_and_Tab_leaves()
    {
        using var stage = new Stage();
        stage.ToField("Task").Press("Ctrl+A").Type("{").Press("Enter").Type("  ").Type("\"a\":").Press("Enter").Type("1}");
        stage.Publisher.Form.Task.ShouldBe("{\n  \"a\":\n  1}");
        stage.Press("Tab").Type("3");
        stage.Publisher.Form.Count.ShouldBe("3");
        stage.Transport.Published.ShouldBeEmpty();
    }

    [Fact]
    public void A_mistake_is_said_with_its_place_while_it_is_typed_and_gone_when_it_is()
    {
        using var stage = new Stage();
        stage.ToField("Task").Press("Ctrl+A").Type("{\"y\":tru");
        stage.Frame.ShouldContain("✗ line 1, column 6: 'tru' is an");
        stage.Type("e}").Frame.ShouldNotContain("✗ line");
        stage.Press("Ctrl+A").Type("{user}").Frame.ShouldContain("✗ line 1, column 1");
        stage.ToField("user_id").Type("7").Frame.ShouldNotContain("✗ line");
    }

    [Fact]
    public void A_burst_fills_the_placeholders_of_each_message()
    {
        using var stage = new Stage();
        stage.ToField("Task").Press("Ctrl+A").Paste("{\"n\":{n}}").ToField("Attributes").Type("shard={n}").ToField("Count").Type("3").Press("Down").Type("0").Press("Enter").Settle();

        stage.Transport.Published.Select(p => p.Task.Text).ShouldBe(["{\"n\":1}", "{\"n\":2}", "{\"n\":3}"]);
        stage.Transport.Published.Select(p => p.Task.Attributes["shard"]).ShouldBe(["1", "2", "3"]);
    }

    [Theory]
    [InlineData("user_id", "one\ntwo\n", "one two", "2 lines became one: a space stands")]
    [InlineData("Attributes", "a=1\r\nb=2\r", "a=1, b=2", "2 lines became one: ', ' stands")]
    [InlineData("Ordering key", "\nkey\n", "key", null)]
    [InlineData("user_id", "a\u202eb\u001b[31m", "a\u202eb\u001b[31m", null)]
    public void A_field_of_one_line_takes_all_lines_of_a_paste_and_says_how(string field, string pasted, string taken, string? said)
    {
        using var stage = new Stage(200, 60);
        stage.ToField(field).Paste(pasted);

        var form = stage.Publisher.Form;
        (field == "user_id" ? form.UserId : field == "Attributes" ? form.Attributes : form.OrderingKey).ShouldBe(taken);
        if (said is null)
        {
            stage.Notice.ShouldBeNull();
        }
        else
        {
            stage.Notice!.Text.ShouldContain(said);
        }
    }

    [Fact]
    public void A_paste_goes_to_the_cursor_and_in_place_of_the_selection()
    {
        using var stage = new Stage();
        stage.ToField("user_id").Paste("abcd").Press("Left", "Left").Paste("👩‍💻-");
        stage.Publisher.Form.UserId.ShouldBe("ab👩‍💻-cd");
        stage.ToField("user_id").Paste("new").Paste("er");
        stage.Publisher.Form.UserId.ShouldBe("newer");
    }

    [Fact]
    public void What_is_too_long_for_one_line_changes_nothing_and_is_said()
    {
        using var stage = new Stage();
        stage.ToField("user_id").Type("u").Paste(new string('x', LabTextField.MostPasted + 1));
        stage.Publisher.Form.UserId.ShouldBe("u");
        stage.Notice!.Text.ShouldContain("100,001 characters are too many");
    }

    [Fact]
    public void A_paste_without_a_field_is_said()
    {
        using var stage = new Stage();
        stage.Press("4").Paste("lost");
        stage.Notice!.Text.ShouldContain("No field has the focus, so nothing was pasted.");
    }

    [Fact]
    public void What_is_typed_takes_the_place_of_a_fields_text_and_the_arrows_keep_it()
    {
        using var stage = new Stage();
        stage.ToField("Topic").Type("orders");
        stage.Publisher.Form.Topic.ShouldBe("orders");
        stage.ToField("Topic").Press("End").Type("-eu");
        stage.Publisher.Form.Topic.ShouldBe("orders-eu");
    }

    [Theory]
    [InlineData(1, 80, 24)]
    [InlineData(2, 120, 36)]
    [InlineData(3, 60, 15)]
    public void Any_text_in_the_editor_and_in_every_field_is_shown_safely(int seed, int width, int height)
    {
        Assert.SkipUnless(TerminalWidth.IsKnown, "Only the C library of Linux is asked for widths.");
        var (hostile, random) = (new HostileText(seed), new Random(seed));
        using var stage = new Stage(width, height);
        string[] moves = ["Left", "Right", "Up", "Down", "Home", "End", "Ctrl+Home", "Ctrl+End", "Ctrl+Left", "Ctrl+Right", "Shift+Left", "Shift+Up", "Backspace", "Delete", "Enter", "Ctrl+Z", "Ctrl+Y", "PageUp", "PageDown", "Ctrl+A"];
        for (var step = 0; step < 120; step++)
        {
            stage.ToField(random.Next(4) == 0 ? new[] { "Topic", "user_id", "Attributes", "Ordering key", "Count", "every" }[random.Next(6)] : "Task");
            stage.Paste(hostile.Next() + (random.Next(3) == 0 ? "\n" : "")).Press(moves[random.Next(moves.Length)]);
            foreach (var row in stage.Rows())
            {
                OutsideText.Printable(row).ShouldBe(row);
                TerminalWidth.Of(row).ShouldBeLessThanOrEqualTo(width);
            }
        }

        // Said, and nothing published, or published as it stands there.
        stage.Press("Ctrl+S").Settle();
    }

    [Fact]
    public void A_document_of_a_million_characters_is_edited_and_published_whole()
    {
        var document = "[\n" + string.Join(",\n", Enumerable.Range(0, 25_000).Select(i => $"  {{\"id\": {i}, \"name\": \"item {i}\"}}")) + "\n]";
        using var stage = new Stage();
        stage.ToField("Task").Press("Ctrl+A").Paste(document);
        stage.Frame.ShouldContain("25,002/25,002 lines");
        stage.Press("Ctrl+Home", "End").Type(" ").Press("PageDown", "Ctrl+S").Settle();

        stage.Transport.Published.ShouldHaveSingleItem().Task.Text.ShouldBe("[ " + document[1..]);
    }

    [Fact]
    public void A_paste_that_the_library_has_cut_is_said()
    {
        using var stage = new Stage();
        stage.ToField("Task").Press("Ctrl+A").Paste(new string('1', 1_048_576));
        stage.Notice!.Text.ShouldContain("A paste brings at most 1,048,576 characters here; the rest is missing.");
    }

    [Fact]
    public void The_own_editor_changes_the_task_and_a_failing_one_is_a_sentence()
    {
        using var stage = new Stage();
        var terminal = stage.Get<PubSubLab.Tui.State.TerminalActions>();
        terminal.Edit = _ => ("{\n  \"by\": \"vi\"\n}", null);
        stage.ToField("Task").Press("Ctrl+E").Frame.ShouldContain("\"by\": \"vi\"");
        stage.Press("Ctrl+Z");
        stage.Publisher.Form.Task.ShouldBe(TaskDraft.SeedTask);

        terminal.Edit = _ => (null, "'vi' ended with 1, so the task is as before.");
        stage.Press("Ctrl+E");
        stage.Notice!.Text.ShouldBe("$EDITOR: 'vi' ended with 1, so the task is as before.");
    }

    [Fact]
    public void A_message_with_placeholders_in_its_text_is_published_again_as_it_was()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1", json: "{\"text\":\"{n} {uuid}\"}");
        stage.Press("4", "Up", "R").Settle();
        stage.Transport.Published.ShouldHaveSingleItem().Task.Text.ShouldBe("{\"text\":\"{n} {uuid}\"}");
    }
}
