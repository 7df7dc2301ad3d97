using System.Text.Json;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Lab.Tests.Experiments;

/// <summary>Errors in an experiment's file name the file, line, field and allowed values.</summary>
public sealed class PlanReaderTests
{
    private const string Whole = """
        name: orders
        subscriptions:
          - name: all
        workers:
          - subscription: all
        traffic:
          - count: 20
        expect:
          - published: 20
        """;

    [Fact]
    public void A_file_with_nothing_wrong_is_read()
    {
        var plan = PlanReader.Read(Whole, "orders.yaml");

        (plan.Name, plan.Subscriptions.Count, plan.Workers.Count, plan.Traffic[0].Count, plan.Expectations.Count).ShouldBe(("orders", 1, 1, 20, 1));
        plan.Subscriptions[0].Spec.Retention.ShouldBe(TimeSpan.FromDays(7), "the verdict and every broker reckon with what the guide says");
    }

    /// <summary>The reference tells the default of each field, and the reader has it. Both must be the same value.</summary>
    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_field_that_is_left_out_has_the_default_of_the_reference(string list, string needs, string field, string value)
    {
        var without = Read(needs);
        var with = Read($"{needs}{field}: {value}\n");

        with.ShouldBe(without);

        string Read(string fields)
        {
            var plan = PlanReader.Read(TextWith(fields), "orders.yaml");
            return JsonSerializer.Serialize(plan with { Expectations = [], FailedAttempts = plan.FailedAttempts ?? HandlerOptions.Default.FailedAttempts });
        }

        string TextWith(string fields) => list switch
        {
            "" => $"{fields}{Whole.Replace("  - subscription: all\n", "  - subscription: all\n    handler: flaky\n", StringComparison.Ordinal)}",
            "push" => Whole.Replace("  - name: all\n", $"  - name: all\n    push:\n{Indented(fields, 6)}", StringComparison.Ordinal)
                .Replace("workers:\n  - subscription: all\n", "", StringComparison.Ordinal),
            "subscriptions" => Whole.Replace("  - name: all\n", $"  - name: all\n{Indented(fields, 4)}", StringComparison.Ordinal),
            "workers" => Whole.Replace("  - subscription: all\n", $"  - subscription: all\n{Indented(fields, 4)}", StringComparison.Ordinal),
            _ => Whole.Replace("  - count: 20\n", $"  - attributes: {{ n: \"1\" }}\n{Indented(fields, 4)}", StringComparison.Ordinal).Replace("published: 20", "lost: 0", StringComparison.Ordinal),
        };
    }

    public static TheoryData<string, string, string, string> Defaults()
    {
        var data = new TheoryData<string, string, string, string>();
        (string List, IReadOnlyList<PlanField> Fields)[] lists =
            [("", PlanFields.Root), ("subscriptions", PlanFields.Subscription), ("push", PlanFields.Push), ("workers", PlanFields.Worker), ("traffic", PlanFields.Traffic)];
        foreach (var (list, fields) in lists)
        {
            foreach (var field in fields.Where(f => char.IsDigit(f.Default[0]) || f.Default is "true" or "false" or "echo"))
            {
                var needs = (list, field.Name) switch
                {
                    (_, "retryAtMost") => "retryAfter: 1s\n",
                    (_, "attempts") => "deadLetter: letters\n",
                    (_, "status") => "fails: 1\n",
                    (_, "takes") => "fails: 1\n",
                    (_, "fails") => "takes: 5s\n",
                    (_, "burst") => "every: 1s\n",
                    (_, "connects") => "external: true\n",
                    _ => "",
                };
                data.Add(list, needs, field.Name, field.Kind is FieldKind.Number ? field.Default.Replace(",", "", StringComparison.Ordinal)
                    : field.Default.Replace("7 days", "10080m", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
            }
        }

        return data;
    }

    private static string Indented(string lines, int by) =>
        string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"{new string(' ', by)}{l}\n"));

    [Theory]
    [InlineData("  - subscription: all\n", "{ published: 20, messages: 40, waiting: 30, deadLettered: 0 }")]
    [InlineData("  - subscription: all\n    external: true\n    command: app\n", "{ published: 30 }")]
    public void Sums_over_subscriptions_and_messages_of_programs_contradict_nothing(string worker, string expected)
    {
        var text = Whole.Replace("  - name: all\n", "  - name: all\n  - name: audit\n", StringComparison.Ordinal)
            .Replace("  - subscription: all\n", worker, StringComparison.Ordinal).Replace("published: 20", expected, StringComparison.Ordinal);

        PlanReader.Read(text, "orders.yaml").Subscriptions.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("b", 1)]
    [InlineData("2", 1)]
    [InlineData("10", 0)]
    public void A_prediction_names_its_right_answer_or_the_answers_number(string correct, int right)
    {
        var experiment = FileExperiment.Parse($"{Whole}\npredict:\n  question: Which?\n  answers: [10, b]\n  correct: {correct}", "orders.yaml");

        var prediction = experiment.Lesson.Prediction.ShouldNotBeNull();
        prediction.SetUp.ShouldBe("Which?");
        prediction.Answers.ShouldBe(["10", "b"]);
        prediction.Right(ExperimentResult.From("orders", "", [], [])).ShouldBe(right);
        prediction.Right(ExperimentResult.From("orders", "", [new Expectation("a", "1", "2", false)], [])).ShouldBeNull("a run that does not hold decides nothing");
    }

    [Fact]
    public void A_file_without_a_prediction_asks_none() => FileExperiment.Parse(Whole, "orders.yaml").Lesson.Prediction.ShouldBeNull();

    [Theory]
    [InlineData("- name: all", "- nmae: all", "orders.yaml, line 3, subscriptions[1]: there is no field 'nmae'; the fields are name, topic, filter, ackDeadline")]
    [InlineData("name: orders", "title: orders", "orders.yaml, line 1: there is no field 'title'; the fields are name, question")]
    [InlineData("- name: all", "- topic: t", "orders.yaml, line 3, subscriptions[1]: the field 'name' is missing.")]
    [InlineData("count: 20", "count: many", "orders.yaml, line 7, traffic[1].count: 'many' is not a whole number from 1 to 100,000.")]
    [InlineData("count: 20", "count: 0", "orders.yaml, line 7, traffic[1].count: '0' is not a whole number from 1 to 100,000.")]
    [InlineData("count: 20", "every: soon", "orders.yaml, line 7, traffic[1].every: 'soon' is not a time; write 200ms, 3s, 2m.")]
    [InlineData("count: 20", "task: '{'", "orders.yaml, line 7, traffic[1].task: The task is not JSON")]
    [InlineData("count: 20", "attributes: [a]", "orders.yaml, line 7, traffic[1].attributes: names and values are expected here, such as { priority: high }.")]
    [InlineData("- subscription: all", "- subscription: none", "orders.yaml, line 5, workers[1].subscription: there is no subscription 'none'; there is all.")]
    [InlineData("- subscription: all", "- subscription: all\n    handler: quick", "orders.yaml, line 6, workers[1].handler: there is no handler 'quick'; there are echo, flaky, slow.")]
    [InlineData("- name: all", "- name: all\n    ordering: maybe", "orders.yaml, line 4, subscriptions[1].ordering: 'maybe' is neither true nor false.")]
    [InlineData("- name: all", "- name: all\n    deadLetter: letters\n    attempts: 3", "orders.yaml, line 5, subscriptions[1].attempts: '3' is not a whole number from 5 to 100.")]
    [InlineData("- name: all", "- [all]", "orders.yaml, line 3, subscriptions[1]: fields are expected here: name, topic")]
    [InlineData("  - name: all", "  name: all", "orders.yaml, line 3, subscriptions: a list is expected here; each item begins with '- '.")]
    [InlineData("published: 20", "published: about 20", "orders.yaml, line 9, expect[1].published: 'about 20' is not a count; write 20, >= 20, <= 3 or 10..20.")]
    [InlineData("- published: 20", "- subscription: all", "orders.yaml, line 9, expect[1]: an expectation counts at least one of ")]
    [InlineData("- published: 20", "- published: 20\nfaults:\n  - at: 1s\n    kill: 1\n    delay: 1s", "orders.yaml, line 11, faults[1]: a fault is exactly one of kill, stop, restart, loseAcks, duplicate, delay, breakStreams, failCalls")]
    [InlineData("expect:\n  - published: 20", "", "orders.yaml, line 1: the field 'expect' is missing.")]
    [InlineData("name: orders", "name: orders\npredict: [a, b]", "orders.yaml, line 2, predict: fields are expected here: question, answers, correct.")]
    [InlineData("name: orders", "name: orders\npredict:\n  answers: [a, b]\n  correct: a", "orders.yaml, line 3, predict: the field 'question' is missing.")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a]\n  correct: a", "orders.yaml, line 4, predict.answers: a prediction has two to four different answers, and here are 1.")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a, a]\n  correct: a", "orders.yaml, line 4, predict.answers: a prediction has two to four different answers")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a, b]\n  correct: c", "orders.yaml, line 5, predict.correct: 'c' is none of the answers; write one of them, or its number from 1 to 2.")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a, b]\n  correct: 3", "orders.yaml, line 5, predict.correct: '3' is none of the answers")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a, b]\n  right: a", "orders.yaml, line 5, predict: there is no field 'right'; the fields are question, answers, correct.")]
    [InlineData("count: 20", "every: 10", "orders.yaml, line 7, traffic[1].every: '10' has no unit; write 10ms, 10s or 10m.")]
    [InlineData("count: 20", "every: NaNs", "orders.yaml, line 7, traffic[1].every: 'NaNs' is not a time")]
    [InlineData("count: 20", "every: -1s", "orders.yaml, line 7, traffic[1].every: '-1s' is not a time")]
    [InlineData("count: 20", "at: 2m", "orders.yaml, line 7, traffic[1].at: 2 min is after the end of the run, which takes at most 1 min (within).")]
    [InlineData("count: 20", "rampTo: 1s", "orders.yaml, line 7, traffic[1].rampTo: 'rampTo' means nothing without 'every'")]
    [InlineData("count: 20", "burst: 5", "orders.yaml, line 7, traffic[1].burst: 'burst' means nothing without 'every'")]
    [InlineData("count: 20", "poison: 1", "orders.yaml, line 7, traffic[1].poison: '1' is not a share; write 0% to 100%.")]
    [InlineData("count: 20", "attributes: { googx: a }", "orders.yaml, line 7, traffic[1].attributes: ")]
    [InlineData("count: 20", "attributes: { poison: a }", "orders.yaml, line 7, traffic[1].attributes: the attribute 'poison' marks")]
    [InlineData("count: 20", "topic: other", "orders.yaml, line 7, traffic[1].topic: there is no topic 'other'")]
    [InlineData("count: 20", "{ user: a, users: 3 }", "traffic[1].users: a message has one user")]
    [InlineData("- name: all", "- name: all\n    ackDeadline: 5s", "orders.yaml, line 4, subscriptions[1].ackDeadline: '5s' is out of range; write 10 s to 10 min.")]
    [InlineData("- name: all", "- name: all\n    ackDeadline: 10.5s", "orders.yaml, line 4, subscriptions[1].ackDeadline: '10.5s' is not in whole seconds")]
    [InlineData("- name: all", "- name: all\n    retryAfter: 11m", "orders.yaml, line 4, subscriptions[1].retryAfter: '11m' is out of range")]
    [InlineData("- name: all", "- name: all\n    retryAtMost: 1m", "orders.yaml, line 4, subscriptions[1].retryAtMost: 'retryAtMost' means nothing without 'retryAfter'")]
    [InlineData("- name: all", "- name: all\n    retryAfter: 20s\n    retryAtMost: 1s", "orders.yaml, line 5, subscriptions[1].retryAtMost: the longest wait, 1 s, is shorter than retryAfter, 20 s.")]
    [InlineData("- name: all", "- name: all\n    attempts: 5", "orders.yaml, line 4, subscriptions[1].attempts: 'attempts' means nothing without 'deadLetter'")]
    [InlineData("- name: all", "- name: all\n  - name: all", "orders.yaml, line 4, subscriptions[2].name: the subscription 'all' is in line 3 already")]
    [InlineData("- name: all", "- name: a b", "orders.yaml, line 3, subscriptions[1].name: 'a b' is not a name")]
    [InlineData("- name: all", "- name: all\n    topic: t\n    deadLetter: t", "orders.yaml, line 5, subscriptions[1].deadLetter: the dead letters of 'all' go to its own topic")]
    [InlineData("- name: all", "- name: all\n    exactlyOnce: true\n    push: {}", "orders.yaml, line 4, subscriptions[1].exactlyOnce: exactly-once delivery works with pull only")]
    [InlineData("- name: all", "- name: all\n    push: {}", "workers[1].subscription: the broker pushes the messages of 'all', so no worker can pull them")]
    [InlineData("- name: all", "- name: all\n    retention: 5m", "orders.yaml, line 4, subscriptions[1].retention: '5m' is out of range")]
    [InlineData("- name: all", "- name: all\n    filter: ''", "orders.yaml, line 4, subscriptions[1].filter: an empty filter lets everything pass")]
    [InlineData("- subscription: all", "- subscription: al", "orders.yaml, line 5, workers[1].subscription: there is no subscription 'al'; there is all. Did you mean 'all'?")]
    [InlineData("- subscription: all", "- subscription: all\n    users: []", "orders.yaml, line 6, workers[1].users: a worker for users needs at least one user_id")]
    [InlineData("name: orders", "name: orders\nslow: 1s", "orders.yaml, line 2, slow: 'slow' means nothing without a worker with the handler slow")]
    [InlineData("name: orders", "name: orders\nfailedAttempts: 1", "orders.yaml, line 2, failedAttempts: 'failedAttempts' means nothing without a worker with the handler flaky")]
    [InlineData("name: orders", "name: ''", "orders.yaml, line 1, name: a text of 1 to 100 characters on one line is expected here.")]
    [InlineData("name: orders", "name: orders\nwithin: 0s", "orders.yaml, line 2, within: '0s' is out of range")]
    [InlineData("name: orders", "name: orders\nwithin: 2s", "orders.yaml, line 2, within: 'quiet', 2 s, must be shorter than 'within', 2 s")]
    [InlineData("name: orders", "name: orders\nname: again", "orders.yaml, line 2: the field 'name' is here twice; keep one of them.")]
    [InlineData("published: 20", "published: 20\n---\nname: second", "orders.yaml, line 11: a second document begins here")]
    [InlineData("- published: 20", "- published: 20\nfaults:\n  - kill: 9", "orders.yaml, line 11, faults[1].kill: there is no worker 9; the workers are 1 to 1.")]
    [InlineData("- published: 20", "- published: 20\nfaults:\n  - failCalls: Pubish", "orders.yaml, line 11, faults[1].failCalls: there is no method 'Pubish'; there are Publish, StreamingPull, Acknowledge, ModifyAckDeadline. Did you mean 'Publish'?")]
    [InlineData("- published: 20", "- published: 20\nfaults:\n  - breakStreams: none", "orders.yaml, line 11, faults[1].breakStreams: there is no subscription 'none'")]
    [InlineData("- published: 20", "- published: 20\nfaults:\n  - at: 2m\n    kill: 1", "orders.yaml, line 11, faults[1].at: 2 min is after the end of the run")]
    [InlineData("- published: 20", "- published: 20\nfaults:\n  - kill: 1\n    count: 2", "orders.yaml, line 12, faults[1].count: 'count' means nothing without 'failCalls'")]
    [InlineData("- published: 20", "- published: 20\nfaults:\n  - seek: all\n    to: before", "orders.yaml, line 12, faults[1].to: there is no snapshot 'before' at 0 s")]
    [InlineData("- published: 20", "- published: 20\nfaults:\n  - seek: all\n    to: 5s", "orders.yaml, line 12, faults[1].to: 5 s is later than the seek itself")]
    [InlineData("published: 20", "published: 20..10", "orders.yaml, line 9, expect[1].published: '20..10' holds for nothing, because its end is before its beginning; write 10..20.")]
    [InlineData("published: 20", "published: 21", "orders.yaml, line 9, expect[1].published: published 21 contradicts the traffic, which is 20 messages.")]
    [InlineData("- published: 20", "- lost: 0\n  - lost: 1", "orders.yaml, line 10, expect[2].lost: lost is expected in line 9 already, as 0; keep one of them.")]
    [InlineData("- published: 20", "- { messages: 10, deliveries: <= 5 }", "orders.yaml, line 9, expect[1].messages: messages 10 contradicts deliveries at most 5 in line 9: messages is never more than deliveries.")]
    [InlineData("- published: 20", "- { latencyP50: '>= 2s', latencyP99: <= 1s }", "orders.yaml, line 9, expect[1].latencyP50: latencyP50 at least 2 s contradicts latencyP99 at most 1 s")]
    [InlineData("- published: 20", "- { latencyMax: <= 5 }", "orders.yaml, line 9, expect[1].latencyMax: '<= 5' is not a time with a unit; write ")]
    [InlineData("- published: 20", "- { subscription: all, published: 20, acked: 10, lost: 5 }", "orders.yaml, line 9, expect[1].published: published 20 contradicts acked 10 and lost 5")]
    [InlineData("- published: 20", "- { subscription: none, acked: 1 }", "orders.yaml, line 9, expect[1].subscription: there is no subscription 'none'; there is all.")]
    [InlineData("- published: 20", "- { subscription: all, unmatched: 1 }", "orders.yaml, line 9, expect[1].unmatched: 'unmatched' is not told of one subscription")]
    [InlineData("- published: 20", "- { worker: 2, acked: 1 }", "orders.yaml, line 9, expect[1].worker: there is no worker 2; the workers are 1 to 1.")]
    [InlineData("- published: 20", "- { worker: 1, lost: 1 }", "orders.yaml, line 9, expect[1].lost: 'lost' is not told of one worker")]
    [InlineData("- published: 20", "- { at: 2m, acked: 1 }", "orders.yaml, line 9, expect[1].at: 2 min is after the end of the run")]
    [InlineData("- published: 20", "- filteredOut: 1", "orders.yaml, line 9, expect[1].filteredOut: 'filteredOut' can only be 0, because no subscription here has a filter")]
    [InlineData("- published: 20", "- deadLettered: 1", "orders.yaml, line 9, expect[1].deadLettered: 'deadLettered' can only be 0, because no subscription here has a deadLetter topic")]
    [InlineData("- published: 20", "- outOfOrder: 0", "orders.yaml, line 9, expect[1].outOfOrder: 'outOfOrder' can only be 0, because no traffic has an orderingKey")]
    [InlineData("expect:\n  - published: 20", "expect: []", "orders.yaml, line 8, expect: an experiment expects at least one thing")]
    [InlineData("name: orders", "name: [orders", "orders.yaml: this is not YAML: a bracket, a brace or a quote is opened and not closed.")]
    [InlineData("count: 20", "count: \"20", "orders.yaml, line 7: this is not YAML")]
    public void What_is_wrong_is_said_with_its_place_and_what_is_allowed(string right, string wrong, string sentence)
    {
        var text = Whole.Replace("\r", "", StringComparison.Ordinal);
        text.ShouldContain(right);

        var message = Should.Throw<LabException>(() => PlanReader.Read(text.Replace(right, wrong, StringComparison.Ordinal), "orders.yaml")).Message;

        // Where the library's scanner gives up, nobody knows the place.
        var at = message.IndexOf(", column ", StringComparison.Ordinal);
        (at > 0).ShouldBe(!sentence.Contains("a bracket", StringComparison.Ordinal), message);
        var end = at < 0 ? 0 : at + ", column ".Length + message[(at + ", column ".Length)..].TakeWhile(char.IsAsciiDigit).Count();
        (at < 0 ? message : message[..at] + message[end..]).ShouldContain(sentence);
    }

    [Theory]
    [InlineData("count: 20", "count: many", 7, 12)]
    [InlineData("- name: all", "- nmae: all", 3, 5)]
    [InlineData("published: 20", "published: about 20", 9, 16)]
    [InlineData("name: orders", "name: orders\nname: again", 2, 1)]
    [InlineData("published: 20", "published: 20\n---\nname: second", 11, 1)]
    public void The_line_and_the_column_are_those_of_the_mistake(string right, string wrong, int line, int column) =>
        Should.Throw<LabException>(() => PlanReader.Read(Whole.Replace("\r", "", StringComparison.Ordinal).Replace(right, wrong, StringComparison.Ordinal), "orders.yaml"))
            .Message.ShouldStartWith($"orders.yaml, line {line}, column {column}");

    [Fact]
    public void A_filter_is_checked_by_the_one_who_knows_the_language()
    {
        var text = Whole.Replace("- name: all", "- name: all\n    filter: attributes.a == 1", StringComparison.Ordinal);
        var filters = new OneFilter("attributes.a = 1");

        Should.Throw<LabException>(() => PlanReader.Read(text, "orders.yaml", filters)).Message
            .ShouldBe("orders.yaml, line 4, column 13, subscriptions[1].filter: the filter is wrong at its character 3: only one is right");
        PlanReader.Read(text.Replace("==", "=", StringComparison.Ordinal), "orders.yaml", filters).Subscriptions[0].Spec.Filter.ShouldBe("attributes.a = 1");
    }

    [Fact]
    public void Every_field_of_the_reference_can_be_written()
    {
        // A file with each example would contradict itself; each field alone is known to the reader.
        foreach (var field in PlanFields.Root.Concat(PlanFields.Root.SelectMany(f => f.Inside)).Concat(PlanFields.Push))
        {
            field.Meaning.ShouldEndWith(".");
            field.Example.ShouldNotBeEmpty();
            field.Range.ShouldNotBeEmpty();
        }
    }

    private sealed class OneFilter(string right) : IFilterChecker
    {
        public int MaximumBytes => 256;

        public FilterCheck Check(string text) => text == right ? new FilterCheck(text.Length, null, null, _ => true) : new FilterCheck(text.Length, 2, "only one is right", null);
    }

    [Fact]
    public void An_empty_file_is_told_where_an_example_is() =>
        Should.Throw<LabException>(() => PlanReader.Read("", "orders.yaml")).Message.ShouldBe("orders.yaml is empty. 'pubsublab experiment --example' prints an experiment.");

    [Theory]
    [InlineData("[", 30_000)]
    [InlineData("{a: ", 30_000)]
    [InlineData("- ", 30_000)]
    [InlineData("[", 100)]
    public void A_file_that_is_nested_too_deeply_is_refused_with_its_line(string open, int times) =>
        Should.Throw<LabException>(() => FileExperiment.Parse($"name: x\nquestion: {(open == "- " ? "\n" : "")}{string.Concat(Enumerable.Repeat(open, times))}", "deep.yaml"))
            .Message.ShouldStartWith("deep.yaml, line ");
}
