using PubSubLab.Tui.Editing;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Tests.Editing;

public sealed class TextEditingTests
{
    [Fact]
    public void Every_line_break_becomes_a_line_feed_and_nothing_else_changes()
    {
        var editing = new TextEditing();
        editing.Insert("a\r\nb\rc\n\n\u2028\t\u001b[31m\u202ed");
        editing.Buffer.Text.ShouldBe("a\nb\nc\n\n\u2028\t\u001b[31m\u202ed");
        editing.Cursor.ShouldBe(new TextPlace(4, editing.Buffer[4].Length));
    }

    [Theory]
    [InlineData("a👩‍💻b", 3)]
    [InlineData("ae\u0301b", 3)]
    [InlineData("\u202e\u0001漢", 3)]
    [InlineData("1\ufe0f\u20e3x", 2)]
    public void The_cursor_and_Backspace_go_by_what_a_person_sees_as_a_character(string text, int characters)
    {
        var editing = new TextEditing();
        editing.Insert(text);
        for (var i = 0; i < characters; i++)
        {
            editing.Cursor.Index.ShouldBeGreaterThan(0);
            editing.Go(editing.Back(), selecting: false);
        }

        editing.Cursor.Index.ShouldBe(0);
        for (var i = 0; i < characters; i++)
        {
            editing.RemoveTo(editing.On());
        }

        editing.Buffer.Text.ShouldBe("");
    }

    [Fact]
    public void Words_are_jumped_over_selected_and_removed()
    {
        var editing = new TextEditing();
        editing.Insert("{\"task_id\": 1123}");
        editing.Go(editing.WordBack(), selecting: true);
        editing.Selected.ShouldBe("1123}");
        editing.Go(editing.WordBack(), selecting: false);
        editing.RemoveTo(editing.WordOn());
        editing.Buffer.Text.ShouldBe("{\"\": 1123}");
    }

    [Fact]
    public void A_typed_word_is_taken_back_at_once_and_made_again()
    {
        var editing = new TextEditing();
        editing.Load("{}");
        foreach (var typed in new[] { "a", "b", "c" })
        {
            editing.Insert(typed);
        }

        editing.RemoveTo(editing.Back());
        editing.Undo().ShouldBeTrue();
        editing.Buffer.Text.ShouldBe("abc{}");
        editing.Undo();
        editing.Buffer.Text.ShouldBe("{}");
        editing.Undo(again: true);
        editing.Undo(again: true);
        editing.Buffer.Text.ShouldBe("ab{}");
        editing.Undo(again: true).ShouldBeFalse();
    }

    [Theory]
    [InlineData("pasted")]
    [InlineData("in two\nlines")]
    public void A_paste_is_a_change_by_itself_and_so_is_its_removal(string pasted)
    {
        var editing = new TextEditing();
        editing.Insert(pasted);
        editing.Insert("a");
        editing.Insert("b");
        editing.Undo();
        editing.Buffer.Text.ShouldBe(pasted);

        editing.Insert("c");
        editing.SelectAll();
        editing.Go(editing.Back(), selecting: true);
        editing.Undo();
        editing.Insert("xy z");
        editing.Go(new(0, 1), selecting: true);
        editing.RemoveTo(default);
        editing.RemoveTo(editing.Back());
        editing.Undo();
        editing.Undo();
        editing.Buffer.Text.ShouldBe(pasted + "xy z");
    }

    [Fact]
    public void Colouring_a_long_line_makes_no_strings()
    {
        var line = string.Concat(Enumerable.Repeat("[{n},", 20_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var marks = 0;
        foreach (var (start, end, role) in JsonLine.Parts(line, line.Length))
        {
            marks += role == Role.Placeholder ? end - start : 0;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
        marks.ShouldBe(60_000);
    }

    [Fact]
    public void Up_and_down_go_by_the_rows_that_are_shown_and_keep_their_column()
    {
        var editing = new TextEditing();
        editing.Insert("0123456789abc\nx\n漢漢漢漢");
        editing.Go(new(0, 4), selecting: false);
        editing.GoByRows(1, 10, selecting: false).ShouldBeTrue();
        editing.Cursor.ShouldBe(new TextPlace(0, 13));
        editing.GoByRows(1, 10, selecting: false);
        editing.Cursor.ShouldBe(new TextPlace(1, 1));
        editing.GoByRows(1, 10, selecting: false);
        editing.Cursor.ShouldBe(new TextPlace(2, 2));
        editing.GoByRows(1, 10, selecting: false).ShouldBeFalse();
        editing.GoByRows(-9, 10, selecting: false).ShouldBeTrue();
        editing.Cursor.ShouldBe(new TextPlace(0, 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_done_to_whatever_text_can_be_taken_back(int seed)
    {
        var (random, hostile, editing) = (new Random(seed), new HostileText(seed), new TextEditing());
        List<string> texts = [""];
        for (var step = 0; step < 300; step++)
        {
            var places = new[] { editing.Back(), editing.On(), editing.WordBack(), editing.WordOn(), editing.LineStart(), editing.Buffer.End, default };
            switch (random.Next(4))
            {
                case 0: editing.Insert(hostile.Next() + (random.Next(3) == 0 ? "\n" : " ")); break;
                case 1: editing.RemoveTo(places[random.Next(places.Length)]); break;
                case 2: editing.Go(places[random.Next(places.Length)], selecting: random.Next(2) == 0); break;
                default: editing.GoByRows(random.Next(-3, 4), random.Next(1, 12), selecting: random.Next(2) == 0); break;
            }

            var line = editing.Buffer[editing.Cursor.Line];
            TextElements.Snap(line, editing.Cursor.Index).ShouldBe(editing.Cursor.Index, "the cursor is never inside a character");
            texts.Add(editing.Buffer.Text);
        }

        var last = editing.Buffer.Text;
        while (editing.Undo())
        {
            texts.ShouldContain(editing.Buffer.Text);
        }

        editing.Buffer.Text.ShouldBe("");
        while (editing.Undo(again: true))
        {
        }

        editing.Buffer.Text.ShouldBe(last);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rows_of_a_line_have_each_character_once_and_none_is_wider_than_there_is_room(int seed)
    {
        var hostile = new HostileText(seed);
        for (var i = 0; i < 200; i++)
        {
            var line = TextBuffer.Normal(hostile.Next() + hostile.Next()).Replace('\n', ' ');
            var wrapped = WrappedLine.Of(line, 12);
            Enumerable.Range(0, wrapped.Rows).Sum(r => wrapped.End(r) - wrapped.Start(r)).ShouldBe(line.Length);
            for (var row = 0; row < wrapped.Rows; row++)
            {
                wrapped.RowOf(wrapped.Start(row)).ShouldBe(row);
                for (var column = 0; column < 14; column++)
                {
                    var index = wrapped.IndexAt(row, column);
                    TextElements.Snap(line, index).ShouldBe(index);
                    wrapped.RowOf(index).ShouldBe(row);
                    wrapped.ColumnOf(index).ShouldBeLessThanOrEqualTo(column);
                }
            }
        }
    }
}
