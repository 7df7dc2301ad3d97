using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Panes;

public class PublisherPaneTests
{
    [Fact]
    public void The_first_key_publishes_the_seed_task()
    {
        using var stage = new Stage();
        stage.Press("1").Frame.ShouldContain("▸ Publish ◂");

        stage.Press("Enter").Settle();

        var (topic, task) = stage.Transport.Published.ShouldHaveSingleItem();
        topic.ShouldBe("lab-tasks");
        task.Text.ShouldBe("""{"task_id":"1123","foo":"bar","x":1.33,"y":true,"z":null}""");
        stage.Frame.ShouldContain("✓ published 1 of 1");
    }

    [Fact]
    public void What_was_published_is_said_until_the_form_says_something_else()
    {
        using var stage = new Stage();
        stage.ToField("user_id").Press("Ctrl+S").Settle().Frame.ShouldContain("✓ published 1 of 1");
        stage.Press("Right").Frame.ShouldContain("✓ published 1 of 1");
        stage.Type("7").Frame.ShouldNotContain("✓ published");
        stage.Press("Ctrl+S").Settle().Frame.ShouldContain("✓ published 1 of 1");
    }

    [Fact]
    public void Each_press_of_the_key_publishes_although_the_one_before_is_not_answered()
    {
        using var stage = new Stage();
        stage.Transport.Answer = new TaskCompletionSource();
        stage.Press("p", "p", "p");

        stage.Transport.Answer.SetResult();
        stage.Settle();

        stage.Transport.Published.Count.ShouldBe(3);
    }

    [Fact]
    public void The_key_that_stops_a_burst_stops_those_behind_it_too()
    {
        using var stage = new Stage();
        stage.Transport.Answer = new TaskCompletionSource();
        stage.Press("p", "p", "p", "P");

        stage.Transport.Answer.SetResult();
        stage.Settle();

        stage.Transport.Published.Count.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void A_key_that_is_held_while_the_broker_is_silent_is_stopped_with_a_sentence()
    {
        using var stage = new Stage();
        stage.Transport.Answer = new TaskCompletionSource();
        stage.Press([.. Enumerable.Repeat("p", 102)]);

        stage.Frame.ShouldContain("100 are to be published already; P stops them.");
        stage.Press("P");
        stage.Transport.Answer.SetResult();
        stage.Settle();
    }

    [Fact]
    public void Every_field_goes_into_the_task()
    {
        using var stage = new Stage();
        stage.ToField("user_id").Type("fakeuserid1").Press("Down").Type("priority=high, region=eu").Press("Down").Type("k1");
        stage.ToField("Count").Type("3").Press("Down").Type("0").Press("Enter").Settle();

        stage.Transport.Published.Count.ShouldBe(3);
        var task = stage.Transport.Published[0].Task;
        task.UserId.ShouldBe("fakeuserid1");
        task.Attributes["priority"].ShouldBe("high");
        task.Attributes["region"].ShouldBe("eu");
        task.OrderingKey.ShouldBe("k1");
    }

    [Fact]
    public void A_wrong_task_is_said_in_the_form_and_nothing_typed_is_lost()
    {
        using var stage = new Stage();
        stage.ToField("Task").Press("Ctrl+End").Type("oops").Press("Ctrl+S").Settle();

        stage.Transport.Published.ShouldBeEmpty();
        stage.Frame.ShouldContain("✗ The task is not JSON");
        stage.Publisher.Form.Task.ShouldEndWith("oops");

        stage.Press("Backspace", "Backspace", "Backspace", "Backspace", "Ctrl+S").Settle();

        stage.Transport.Published.Count.ShouldBe(1);
        stage.Frame.ShouldNotContain("✗ The task");
    }

    [Theory]
    [InlineData("priority", "'priority' is not an attribute")]
    [InlineData("googx=1", "starts with 'goog'")]
    public void A_wrong_attribute_is_said_with_the_way_out(string typed, string said)
    {
        using var stage = new Stage(200, 60);
        stage.ToField("Attributes").Type(typed).Press("Enter").Settle();

        stage.Frame.ShouldContain(said);
        stage.Transport.Published.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_broker_refuses_is_said_in_the_form()
    {
        using var stage = new Stage();
        stage.Transport.Refusal = new LabException("There is no topic 'lab-tasks'. Create it first.");
        stage.Press("1", "Enter").Settle();

        stage.Frame.ShouldContain("✗ There is no topic");
    }

    [Fact]
    public void A_stream_runs_until_it_is_stopped()
    {
        using var stage = new Stage();
        stage.Press("P").Until(() => stage.Transport.Published.Count == 1);
        stage.Frame.ShouldContain("Stream ■");

        for (var n = 2; n <= 4; n++)
        {
            // The publisher waits on the lab's clock; it must be waiting before time moves.
            stage.Until(() =>
            {
                stage.Clock.Advance(TimeSpan.FromMilliseconds(50));
                return stage.Transport.Published.Count >= n;
            });
        }

        stage.Press("P").Settle();
        stage.Frame.ShouldContain("Stream ▶");
        stage.Publisher.IsStreaming.ShouldBeFalse();
    }

    [Fact]
    public void Single_keys_are_text_while_text_is_typed_and_keys_again_after_Esc()
    {
        using var stage = new Stage();
        stage.ToField("user_id").Type("k+s?").Press("Esc", "+").Settle();

        stage.Publisher.Form.UserId.ShouldBe("k+s?");
        stage.Session.Workers.Workers.Count.ShouldBe(1);
    }

    [Fact]
    public void A_letter_never_leads_into_a_field()
    {
        foreach (var size in new[] { (80, 24), (120, 36), (200, 60) })
        {
            using var stage = new Stage(size.Item1, size.Item2);
            var form = stage.Publisher.Form;
            stage.Press("4", "Tab").Press([.. "kkkjjjhlgGkj".Select(c => c.ToString())]);
            stage.Type("xz");
            stage.Publisher.Form.ShouldBe(form, $"{size}");
            stage.Press("i", "Esc", "Up").Type("9").Publisher.Form.Every.ShouldBe("9", "an arrow leads into one");
        }
    }

    [Theory]
    [InlineData("every", "abc", "'abc' is no time between tasks")]
    [InlineData("Count", "0", "Count is '0'")]
    [InlineData("Topic", "x", "'x' has 1 character;")]
    [InlineData("Attributes", "priority", "'priority' is not an attribute")]
    public void A_field_says_what_is_wrong_as_it_is_typed(string field, string typed, string problem)
    {
        foreach (var size in new[] { (80, 24), (200, 60) })
        {
            using var stage = new Stage(size.Item1, size.Item2);
            stage.ToField(field).Press("Ctrl+U").Type(typed).Frame.ShouldContain("✗ " + problem);
            stage.Frame.ShouldContain($"✗{field}");
            stage.Press("Ctrl+U").Frame.ShouldNotContain($"✗{field}");
        }
    }

    [Fact]
    public void A_selected_topic_is_published_to_and_key_and_notice_say_so()
    {
        using var stage = new Stage(160, withPorts: true);
        stage.Press("F3").Settle();
        stage.Get<TopologyModel>().Chosen = ("dead-sub", false);
        stage.Draw();
        stage.Rows()[^2].ShouldContain("p Publish to dead");
        stage.Press("p").Settle();
        stage.Transport.Published.Select(p => p.Topic).ShouldBe(["dead"]);
        stage.Notice!.Text.ShouldBe("To dead, which is selected here; the form's topic is lab-tasks.");

        stage.Press("Esc").Rows()[^2].ShouldContain("p Publish ");
        stage.Press("p").Settle();
        stage.Transport.Published.Select(p => p.Topic).ShouldBe(["dead", "lab-tasks"]);
        stage.Publisher.Form.Topic.ShouldBe("lab-tasks");
    }

    [Fact]
    public void A_click_on_the_button_publishes()
    {
        using var stage = new Stage();
        stage.Press("4");
        var button = stage.Find("[ Publish ]");
        stage.Click(button.X + 3, button.Y).Settle();

        stage.Transport.Published.Count.ShouldBe(1);
    }

    [Fact]
    public void Each_field_says_what_it_is_for_while_it_has_the_focus()
    {
        using var stage = new Stage(80, 24);
        stage.ToField("user_id").Frame.ShouldContain("a worker for other users nacks the message");
        stage.Press("Down").Frame.ShouldContain("a=1, b=2: what filters look at.");
        stage.Press("Down").Frame.ShouldContain("Messages of one key come in order");
        stage.ToField("Task").Frame.ShouldContain("Each message gets its own {n}, {uuid}, {now}, {user}.");
        stage.ToField("every").Frame.ShouldContain("200ms, 1s; 0 is as fast as possible.");
        stage.Press("Esc").Frame.ShouldContain("Enter publishes.");
    }

    [Fact]
    public void A_broker_that_is_away_is_said_at_once()
    {
        using var stage = new Stage();
        stage.Journal.Append(LabEventKind.ConnectionLost, null, data: new Reason("the broker does not answer: Connection refused"));
        stage.Transport.Answer = new TaskCompletionSource();
        var (frame, notice) = (stage.Press("p").Frame, stage.Notice);
        stage.Transport.Answer.SetResult();

        frame.ShouldContain("◌ The broker has been away for");
        notice!.Text.ShouldContain("The broker has been away for 0 s. The message waits for it");
        stage.Settle().Frame.ShouldContain("✓ published 1 of 1");
    }

    [Fact]
    public void In_a_small_window_it_is_a_line_until_it_is_used()
    {
        using var stage = new Stage(80, 24);
        stage.ToField("Task").Press("Ctrl+A").Paste("{\n  \"task_id\": \"1123\",\n  \"x\": 1\n}").ToField("user_id").Type("u1").ToField("Count").Type("3").Press("Down").Type("0");
        stage.Frame.ShouldContain("[ Publish ]");
        stage.Press("Esc", "2").Frame.ShouldContain(" 1 Publish ▸ lab-tasks  { \"task_id\": \"1123\", \"x\": 1 }  user u1  ×3");
        stage.Frame.ShouldNotContain("[ Publish ]");

        stage.Press("p").Settle().Frame.ShouldContain("×3  ✓ 3");
        stage.Publisher.Replace(stage.Publisher.Form with { Task = "{" });
        stage.Draw();
        stage.Frame.ShouldContain("✗ no JSON");
        stage.Press("i").Type("!").Press("Ctrl+Z").Frame.ShouldContain("✗ line 1, column 2");
    }
}
