using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;

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
    [InlineData("count: 20", "task: '{'", "orders.yaml, line 7, traffic[1]: The task is not JSON")]
    [InlineData("count: 20", "attributes: [a]", "orders.yaml, line 7, traffic[1].attributes: names and values are expected here, such as { priority: high }.")]
    [InlineData("- subscription: all", "- subscription: none", "orders.yaml, line 1: there is no subscription 'none'; there are all.")]
    [InlineData("- subscription: all", "- subscription: all\n    handler: quick", "orders.yaml, line 6, workers[1].handler: there is no handler 'quick'; there are echo, flaky, slow.")]
    [InlineData("- name: all", "- name: all\n    ordering: maybe", "orders.yaml, line 4, subscriptions[1].ordering: 'maybe' is neither true nor false.")]
    [InlineData("- name: all", "- name: all\n    attempts: 3", "orders.yaml, line 4, subscriptions[1].attempts: '3' is not a whole number from 5 to 100.")]
    [InlineData("- name: all", "- [all]", "orders.yaml, line 3, subscriptions[1]: fields are expected here: name, topic")]
    [InlineData("  - name: all", "  name: all", "orders.yaml, line 3, subscriptions: a list is expected here; each item begins with '- '.")]
    [InlineData("published: 20", "published: about 20", "orders.yaml, line 9, expect[1].published: 'about 20' is not a count; write 20, >= 20, <= 3 or 10..20.")]
    [InlineData("- published: 20", "- subscription: all", "orders.yaml, line 9, expect[1]: an expectation counts at least one of ")]
    [InlineData("expect:\n  - published: 20", "faults:\n  - at: 1s\n    kill: 1\n    delay: 1s", "orders.yaml, line 9, faults[1]: a fault is exactly one of kill, loseAcks, duplicate, delay, breakStreams, failCalls")]
    [InlineData("expect:\n  - published: 20", "", "orders.yaml, line 1: an experiment has at least one entry under subscriptions, traffic and expect.")]
    [InlineData("name: orders", "name: orders\npredict: [a, b]", "orders.yaml, line 2, predict: fields are expected here: question, answers, correct.")]
    [InlineData("name: orders", "name: orders\npredict:\n  answers: [a, b]\n  correct: a", "orders.yaml, line 3, predict: the field 'question' is missing.")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a]\n  correct: a", "orders.yaml, line 4, predict.answers: a prediction has two to four different answers, and here are 1.")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a, a]\n  correct: a", "orders.yaml, line 4, predict.answers: a prediction has two to four different answers")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a, b]\n  correct: c", "orders.yaml, line 5, predict.correct: 'c' is none of the answers; write one of them, or its number from 1 to 2.")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a, b]\n  correct: 3", "orders.yaml, line 5, predict.correct: '3' is none of the answers")]
    [InlineData("name: orders", "name: orders\npredict:\n  question: q\n  answers: [a, b]\n  right: a", "orders.yaml, line 5, predict: there is no field 'right'; the fields are question, answers, correct.")]
    [InlineData("name: orders", "name: [orders", "orders.yaml: this is not YAML: a bracket, a brace or a quote is opened and not closed.")]
    [InlineData("count: 20", "count: \"20", "orders.yaml, line 7: this is not YAML")]
    public void What_is_wrong_is_said_with_its_place_and_what_is_allowed(string right, string wrong, string sentence)
    {
        var text = Whole.Replace("\r", "", StringComparison.Ordinal);
        text.ShouldContain(right);

        Should.Throw<LabException>(() => PlanReader.Read(text.Replace(right, wrong, StringComparison.Ordinal), "orders.yaml")).Message.ShouldContain(sentence);
    }

    [Fact]
    public void An_empty_file_is_told_where_an_example_is() =>
        Should.Throw<LabException>(() => PlanReader.Read("", "orders.yaml")).Message.ShouldBe("orders.yaml is empty. docs/experiment.example.yaml shows what an experiment is.");

    [Theory]
    [InlineData("[", 30_000)]
    [InlineData("{a: ", 30_000)]
    [InlineData("- ", 30_000)]
    [InlineData("[", 100)]
    public void A_file_that_is_nested_too_deeply_is_refused_with_its_line(string open, int times) =>
        Should.Throw<LabException>(() => FileExperiment.Parse($"name: x\nquestion: {(open == "- " ? "\n" : "")}{string.Concat(Enumerable.Repeat(open, times))}", "deep.yaml"))
            .Message.ShouldStartWith("deep.yaml, line ");
}
