using System.Net;
using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The emulator as a process of its own, as other people's test suites start it.</summary>
public sealed class EmulatorVerbTests
{
    [Fact]
    public async Task It_begins_with_what_its_file_says_and_ends_well_on_sigterm()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "project: p\ntopics:\n  - name: orders\n    subscriptions: [{ name: orders-eu, filter: 'attributes.region = \"eu\"' }]\n");
            var (emulator, host) = await Lab.StartEmulatorAsync($"emulator --port 0 --config {file}");
            await using var _ = emulator;
            using var http = new HttpClient { BaseAddress = new Uri($"http://{host}") };

            (await http.GetStringAsync("/healthz")).ShouldBe("Ok\n");
            var subscription = JsonDocument.Parse(await http.GetStringAsync("/v1/projects/p/subscriptions/orders-eu")).RootElement;
            subscription.GetProperty("filter").GetString().ShouldBe("attributes.region = \"eu\"");
            (await http.DeleteAsync("/emulator/v1/projects/p")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await http.GetAsync("/v1/projects/p/subscriptions/orders-eu")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            await emulator.SignalAsync("TERM");
            (await emulator.EndAsync()).ShouldBe(0);
            emulator.Lines[0].ShouldBe($"PUBSUB_EMULATOR_HOST={host}");
            emulator.Errors.ShouldHaveSingleItem().ShouldContain("SIGTERM");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_is_refused_with_file_line_and_field()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "project: p\ntopics:\n  - name: orders\n    subscriptions: [{ name: eu, filter: bogus( }]\n");

            var run = await Lab.RunAsync($"emulator --port 0 --config {file}");

            run.Code.ShouldBe(1);
            run.Errors.ShouldHaveSingleItem().ShouldStartWith($"{file}, line 4: topics[0].subscriptions[0].filter: ");
            run.Lines.ShouldBeEmpty();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--host nowhere --port 0", 1, "The host is \"nowhere\": it can be localhost or an IP address of this machine.")]
    [InlineData("--port 99999", 1, "The port is 99999: it can be 1 to 65535, or 0 for a free one.")]
    [InlineData("--config no-such.yaml", 1, "The file \"no-such.yaml\" of --config cannot be read")]
    [InlineData("--config .", 1, "\".\" of --config is a directory. Name a YAML file.")]
    [InlineData("--dispatch fair", 2, "--dispatch is 'fair'. Write round-robin or random.")]
    [InlineData("--seed x", 2, "--seed is 'x'. Write a whole number, 0 or more.")]
    public async Task What_can_be_got_wrong_is_answered_in_a_sentence(string options, int code, string sentence)
    {
        var run = await Lab.RunAsync($"emulator {options}");

        run.Code.ShouldBe(code);
        run.Errors[0].ShouldStartWith(sentence);
    }

    [Fact]
    public async Task A_seed_that_was_drawn_is_printed_and_lifted_limits_are_said()
    {
        var (emulator, _) = await Lab.StartEmulatorAsync("emulator --port 0 --dispatch random --no-count-limits");
        await using var __ = emulator;

        (await emulator.LineAsync(l => l.Contains("--seed", StringComparison.Ordinal))).ShouldMatch(@"--seed \d+ repeats the sequence");
        (await emulator.LineAsync(l => l.Contains("not limited", StringComparison.Ordinal))).ShouldContain("10,000");
    }
}
