using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Interop;

/// <summary>Sends what Celery's users send, on both brokers. It works, or a result says why not.</summary>
public sealed class InteropTests(SentCases sent) : IClassFixture<SentCases>
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var one in InteropCase.All)
        {
            data.Add("redis", one.Name);
            data.Add("rabbitmq", one.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_case_has_its_outcome(string name, string @case)
    {
        Needs.Skip(name, python: true);
        var one = InteropCase.All.Single(c => c.Name == @case);

        var line = (await sent.OnAsync(name)).Lines[@case];

        var expected = one.Expected(line.GetProperty("id").GetString()!);
        if (one.Works)
        {
            line.TryGetProperty("result", out var result).ShouldBeTrue($"{line}");
            result.GetRawText().ShouldBe(expected);
        }
        else
        {
            line.TryGetProperty("error", out var error).ShouldBeTrue($"{line}");
            error.GetString()!.ShouldContain(expected);
        }
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Handlers_get_the_arguments_as_they_were_sent(string name)
    {
        Needs.Skip(name, python: true);
        var outcome = await sent.OnAsync(name);

        string[] TextsOf(string @case) => [.. outcome.Delivered.Where(d => d.MessageId == outcome.Lines[@case].GetProperty("id").GetString()).Select(d => $"{d.Handler}: {d.Task.Text}")];
        TextsOf("no argument").ShouldBe(["echo: {}"]);
        TextsOf("keyword arguments only").ShouldBe(["""echo: {"a": 1, "b": [2]}"""]);
        TextsOf("several arguments").ShouldBe(["""echo: [1, "two", null]"""]);
        TextsOf("a dotted name in CELERY_TASKS").ShouldBe(["""slow: {"n": 1}"""]);
        TextsOf("compression bzip2").ShouldBe(["""echo: {"n": 1}"""]);
        TextsOf("a name without a handler").ShouldBeEmpty();
        outcome.Delivered.Single(d => d.MessageId == outcome.Lines["an argument and keyword arguments"].GetProperty("id").GetString()).Task.UserId.ShouldBe("u1");

        // The task of a chord gets the results of its parts.
        outcome.Delivered.ShouldContain(d => d.Task.Text == """[{"worker":"w1","attempt":1},{"worker":"w1","attempt":1},{"worker":"w1","attempt":1}]""");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task What_is_refused_is_also_said(string name)
    {
        Needs.Skip(name, python: true);
        var outcome = await sent.OnAsync(name);

        foreach (var words in new[] { "'proj.tasks.unknown'", "protocol 1", "application/x-lzma", "its content is pickle", "application/x-yaml", "expired at", "time limit of 0.5 s passed" })
        {
            outcome.Notices.ShouldContain(notice => notice.Contains(words, StringComparison.Ordinal), words);
        }
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Results_have_children_and_tracebacks(string name)
    {
        Needs.Skip(name, python: true);
        var outcome = await sent.OnAsync(name);
        await using var results = await StoredResults.OpenAsync(outcome.Backend);

        var linked = outcome.Lines["link"].GetProperty("id").GetString()!;
        (await results.GetAsync(linked)).GetProperty("children").GetRawText().ShouldBe($$"""[[["{{linked}}\u002B",null],null]]""");
        (await results.GetAsync($"{linked}+")).GetProperty("parent_id").GetString().ShouldBe(linked);
        (await results.GetAsync(outcome.Lines["link to a group"].GetProperty("id").GetString()!)).GetProperty("children")[0][1].GetArrayLength().ShouldBe(2);
        var failed = await results.GetAsync(outcome.Lines["a task that fails for good"].GetProperty("id").GetString()!);
        failed.GetProperty("traceback").GetString().ShouldBe("at the oven");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task What_waits_for_a_task_that_failed_fails_with_it(string name)
    {
        Needs.Skip(name, python: true);
        var outcome = await sent.OnAsync(name);
        await using var results = await StoredResults.OpenAsync(outcome.Backend);

        var chord = (await results.GetAsync(outcome.Lines["chord with a part that fails"].GetProperty("last").GetString()!)).GetProperty("result");
        chord.GetProperty("exc_type").GetString().ShouldBe("ChordError");
        chord.GetProperty("exc_message")[0].GetString()!.ShouldEndWith("raised HandlerFailed('it fails')");
        var chain = (await results.GetAsync(outcome.Lines["chain that fails"].GetProperty("last").GetString()!)).GetProperty("result");
        chain.GetProperty("exc_type").GetString().ShouldBe("HandlerFailed");
        results.Database.Multiplexer.GetServers()[0].Keys(results.Database.Database, "celery-taskset-meta-*.*").ShouldBeEmpty("no counter of a chord is left");
    }

    [Fact]
    public void The_documentation_has_a_row_for_each_case()
    {
        var rows = File.ReadAllLines(Repository.File("docs", "celery.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).Where(cells => cells.Length > 3).ToList();

        foreach (var one in InteropCase.All)
        {
            var row = rows.Find(cells => cells[1] == one.Name).ShouldNotBeNull($"docs/celery.md has no row for '{one.Name}'");
            row[2].ShouldStartWith(one.Works ? "works" : "result", Case.Sensitive, one.Name);
        }
    }
}
