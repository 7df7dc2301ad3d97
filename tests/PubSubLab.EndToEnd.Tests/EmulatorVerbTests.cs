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
    [InlineData("--port -1", 2, "--port is '-1'. Write a whole number, 0 or more.")]
    [InlineData("--host-port localhost:99999", 2, "--host-port is 'localhost:99999'. Write host:port, for example localhost:8085; port 0 takes a free one.")]
    [InlineData("--host-port http://localhost:80", 2, "--host-port is 'http://localhost:80'. Write host:port")]
    [InlineData("--host-port nowhere:0", 1, "The host is \"nowhere\": it can be localhost or an IP address of this machine. The name has no address here.")]
    [InlineData("--host-port 192.0.2.1:8085", 1, "The emulator cannot listen on 192.0.2.1, port 8085: ")]
    [InlineData("--host-port localhost:0 --port 0", 2, "--host-port and --port both say where to listen. Leave one of them out.")]
    [InlineData("--host-port localhost:0 --host 0.0.0.0", 2, "--host-port and --host both say where to listen. Leave one of them out.")]
    [InlineData("--project a/b", 2, "--project is 'a/b': it has a blank or a slash; write its id alone.")]
    [InlineData("--data-dir /proc", 1, "The data directory /proc cannot be used: it contains ")]
    [InlineData("--allow-origin localhost:3000", 1, "The allowed origin is \"localhost:3000\": it must be a scheme, a host and a port")]
    [InlineData("--allow-host http://a", 1, "The allowed host is \"http://a\": it must be a host name without scheme and port")]
    [InlineData("--oidc-issuer accounts", 1, "The OIDC issuer is \"accounts\": it must be a URL")]
    [InlineData("--memory-percent 0", 2, "--memory-percent is '0'. Write a whole number, 1 to 100.")]
    [InlineData("--prot 0", 2, "'--prot' is no option of emulator. Did you mean '--port'? A command to run stands behind --, for example: emulator -- npm test.")]
    [InlineData("true", 2, "'true' is no option of emulator. A command to run stands behind --")]
    [InlineData("true -- true", 2, "'true' is no option of emulator. A command to run stands behind --")]
    public async Task What_can_be_got_wrong_is_answered_in_a_sentence(string options, int code, string sentence)
    {
        var run = await Lab.RunAsync($"emulator {options}");

        run.Code.ShouldBe(code);
        run.Errors[0].ShouldStartWith(sentence);
        run.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("PUBSUB_EMULATOR_HOST", "http://localhost:8085", 2, "PUBSUB_EMULATOR_HOST is 'http://localhost:8085' (in the environment). Write host:port")]
    [InlineData("PUBSUB_EMULATOR_HOST", "192.0.2.1:8085", 1, "The emulator cannot listen on 192.0.2.1, port 8085: ")]
    [InlineData("PUBSUB_PROJECT1", "p,orders:", 2, "PUBSUB_PROJECT1 (in the environment) is wrong: a subscription of 'orders:' is empty.")]
    [InlineData("PUBSUB_PROJECT2", "p,x", 2, "PUBSUB_PROJECT2 (in the environment) is wrong: name is \"projects/p/topics/x\": the id has 1 character")]
    public async Task A_wrong_variable_is_answered_in_a_sentence_before_anything_starts(string variable, string value, int code, string sentence)
    {
        var run = await Lab.RunAsync("emulator", (variable, value));

        run.Code.ShouldBe(code);
        run.Errors.ShouldHaveSingleItem().ShouldStartWith(sentence);
        run.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_variable_of_clients_says_where_to_listen_and_an_option_says_it_louder()
    {
        await using var told = Lab.Start("emulator", ("PUBSUB_EMULATOR_HOST", "[::1]:0"));
        await using var louder = Lab.Start("emulator --host-port 127.0.0.1:0", ("PUBSUB_EMULATOR_HOST", "192.0.2.1:8085"));

        (await told.LineAsync(static _ => true)).ShouldMatch(@"^PUBSUB_EMULATOR_HOST=\[::1\]:\d+$");
        (await louder.LineAsync(static _ => true)).ShouldMatch(@"^PUBSUB_EMULATOR_HOST=127\.0\.0\.1:\d+$");
    }

    // Each wait of a Testcontainers module: Java and .NET (?s).*started.*$, Node "Server started", Go "started"; and what people copy from logs.
    [Fact]
    public async Task The_line_that_containers_wait_for_names_the_port()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;

        (await emulator.LineAsync(static line => line.Contains("started", StringComparison.Ordinal))).ShouldStartWith($"Server started, listening on {host.Split(':')[^1]}");
    }

    [Fact]
    public async Task A_host_by_its_name_is_found()
    {
        var name = Dns.GetHostName();
        Assert.SkipUnless(await HasAddressAsync(name), "This machine's name has no address here.");
        await using var emulator = Lab.Start($"emulator --host-port {name}:0");

        await emulator.LineAsync(static line => line.StartsWith("PUBSUB_EMULATOR_HOST=", StringComparison.Ordinal));

        static async Task<bool> HasAddressAsync(string name)
        {
            try
            {
                return (await Dns.GetHostAddressesAsync(name)).Length > 0;
            }
            catch (System.Net.Sockets.SocketException)
            {
                return false;
            }
        }
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
