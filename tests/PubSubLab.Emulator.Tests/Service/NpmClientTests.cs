using System.Diagnostics;
using System.Text.Json;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Google's Node.js client (@google-cloud/pubsub) against the emulator; a case of <c>Npm/client.js</c> a test.</summary>
public sealed class NpmClientTests
{
    [Fact]
    public async Task The_npm_client_creates_changes_lists_and_deletes()
    {
        var seen = await RunAsync("resources");

        seen.GetProperty("deadline").GetInt32().ShouldBe(44);
        seen.GetProperty("team").GetString().ShouldBe("blue");
        // ALREADY_EXISTS and NOT_FOUND.
        seen.GetProperty("again").GetInt32().ShouldBe(6);
        seen.GetProperty("missing").GetInt32().ShouldBe(5);
        Texts(seen, "topics").ShouldBe(["projects/npm/topics/topic"]);
        Texts(seen, "subscriptions").ShouldBe(["projects/npm/subscriptions/subscription"]);
    }

    [Fact]
    public async Task The_npm_client_receives_only_what_a_filter_matches_and_is_refused_a_broken_one()
    {
        var seen = await RunAsync("filters");

        Texts(seen, "seen").ShouldBe(["to a", "to a", "last"], ignoreOrder: true);
        seen.GetProperty("refused").GetProperty("code").GetInt32().ShouldBe(3);
        seen.GetProperty("refused").GetProperty("message").GetString()!.ShouldContain("bogus(");
    }

    [Fact]
    public async Task What_the_npm_client_nacks_comes_again_as_it_was()
    {
        var seen = await RunAsync("nack");

        var id = seen.GetProperty("id").GetString()!;
        Texts(seen, "ids").ShouldBe([id, id, id]);
        Texts(seen, "values").ShouldBe(["v", "v", "v"]);
    }

    [Fact]
    public async Task The_npm_client_counts_attempts_and_finds_the_message_in_the_dead_letter_topic()
    {
        var seen = await RunAsync("deadLetters");

        seen.GetProperty("attempts").EnumerateArray().Select(a => a.GetInt32()).ShouldBe([1, 2, 3, 4, 5]);
        seen.GetProperty("text").GetString().ShouldBe("x");
        var attributes = seen.GetProperty("attributes");
        attributes.GetProperty("own").GetString().ShouldBe("yes");
        attributes.GetProperty("CloudPubSubDeadLetterSourceDeliveryCount").GetString().ShouldBe("5");
        attributes.GetProperty("CloudPubSubDeadLetterSourceSubscription").GetString().ShouldBe("subscription");
        attributes.GetProperty("CloudPubSubDeadLetterSourceSubscriptionProject").GetString().ShouldBe("npm");
        attributes.TryGetProperty("CloudPubSubDeadLetterSourceTopicPublishTime", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_npm_client_gets_a_key_in_order_and_its_later_messages_again_after_a_nack()
    {
        var seen = await RunAsync("ordering");

        var texts = Texts(seen, "seen").ToArray();
        texts[..2].ShouldBe(["0", "1"]);
        // From the message that was nacked on, everything comes again in order.
        texts[Array.LastIndexOf(texts, "1")..].ShouldBe(["1", "2", "3", "4"]);
        Texts(seen, "keys").ShouldBe(["key"]);
    }

    [Fact]
    public async Task The_npm_client_is_told_that_its_ack_succeeded_once_and_is_stale_after_that()
    {
        var seen = await RunAsync("exactlyOnce");

        seen.GetProperty("first").GetString().ShouldBe("SUCCESS");
        var stale = seen.GetProperty("stale");
        stale.GetProperty("code").GetInt32().ShouldBe(3);
        stale.GetProperty("metadata")[0].GetString().ShouldBe("PERMANENT_FAILURE_INVALID_ACK_ID");
    }

    [Fact]
    public async Task The_npm_client_seeks_back_to_what_it_acknowledged_and_forward_over_what_it_did_not()
    {
        var seen = await RunAsync("seek");

        Texts(seen, "replayed").ShouldBe(["x"]);
        Texts(seen, "after").ShouldBe(["new"]);
        seen.GetProperty("snapshot").GetString().ShouldBe("projects/npm/snapshots/snapshot");
    }

    private static async Task<JsonElement> RunAsync(string name)
    {
        var folder = Repository.File("tests", "PubSubLab.Emulator.Tests", "Npm");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules")),
            "@google-cloud/pubsub is not installed: run `npm install` in tests/PubSubLab.Emulator.Tests/Npm.");
        await using var emulator = await PubSubEmulator.StartAsync();
        using var process = Process.Start(new ProcessStartInfo("node", ["client.js", name])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["PUBSUB_EMULATOR_HOST"] = emulator.Endpoint },
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, await errors);
            return JsonDocument.Parse(await output).RootElement;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static IEnumerable<string> Texts(JsonElement seen, string name) => seen.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}
