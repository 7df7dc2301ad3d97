using System.Collections;
using System.Net.Sockets;
using System.Text.Json;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Emulator;

namespace PubSubLab.Tests.Embedded;

/// <summary>The variables of the images that begin with topics and subscriptions.</summary>
public sealed class ProjectSeedTests
{
    [Theory]
    [InlineData("company-dev,invoices:calculator,chats:slack-out:irc-out,notifications", "invoices/calculator chats/slack-out chats/irc-out notifications")]
    [InlineData("p", "")]
    [InlineData(" p , orders ", "orders")]
    [InlineData("p,\n  orders:sub,\n  users", "orders/sub users")]
    [InlineData("p,orders:pushed+localhost#8030", "orders/pushed>http://localhost:8030")]
    [InlineData("p,orders:pushed+localhost:8030:pulled", "orders/pushed>http://localhost:8030 orders/pulled")]
    [InlineData("p,orders:pushed+https://a.example:444/x/y?z=1:pulled,users", "orders/pushed>https://a.example:444/x/y?z=1 orders/pulled users")]
    [InlineData("p,orders:pushed+http://[::1]:80/", "orders/pushed>http://[::1]:80/")]
    [InlineData("p,orders:pushed+receiver/push", "orders/pushed>http://receiver/push")]
    public async Task A_variable_creates_its_topics_and_subscriptions(string value, string expected) =>
        (await CreatedAsync(Read(("PUBSUB_PROJECT1", value)))).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);

    [Fact]
    public async Task Variables_are_read_by_number_and_others_are_left_alone()
    {
        var seeds = Read(("PUBSUB_PROJECT10", "p,ten"), ("PUBSUB_PROJECT2", "p,two"), ("PUBSUB_PROJECT1", "p,one"), ("PUBSUB_PROJECT3", " "), ("PUBSUB_PROJECT_ID", "not,it:"), ("PUBSUB_PROJECTX", ":"));

        seeds.Select(seed => seed.Line.Split(':')[0]).ShouldBe(["PUBSUB_PROJECT1", "PUBSUB_PROJECT2", "PUBSUB_PROJECT10"]);
        (await CreatedAsync(seeds)).ShouldBe(["one", "two", "ten"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(",orders", "the project '' is empty")]
    [InlineData("my project,orders", "the project 'my project' has a blank or a slash")]
    [InlineData("projects/p,orders", "the project 'projects/p' has a blank or a slash")]
    [InlineData("p,", "a topic is empty; a comma is too many")]
    [InlineData("p,orders,,users", "a topic is empty; a comma is too many")]
    [InlineData("p,:eu", "':eu' has no topic before its colon")]
    [InlineData("p,orders:", "a subscription of 'orders:' is empty")]
    [InlineData("p,orders::eu", "a subscription of 'orders::eu' is empty")]
    [InlineData("p,orders:eu+", "':eu+' is no subscription")]
    [InlineData("p,orders:eu+ftp://a", "'://a' is no subscription")]
    public void A_wrong_variable_is_refused_with_its_name_and_the_rule(string value, string reason)
    {
        var refusal = Should.Throw<SettingsException>(() => Read(("PUBSUB_PROJECT7", value)));

        refusal.Problems.ShouldHaveSingleItem().ShouldStartWith($"PUBSUB_PROJECT7 (in the environment) is wrong: {reason}");
        refusal.Problems[0].ShouldEndWith("Write project,topic:subscription:subscription,topic:subscription+http://endpoint.");
    }

    [Theory]
    [InlineData("p,x", "the id has 1 character")]
    [InlineData("p,orders:1eu", "the id must start with a letter")]
    [InlineData("p,orders,orders", "exists already")]
    [InlineData("p,orders:sub,users:sub", "exists already")]
    [InlineData("p,orders:sub+http://169.254.169.254/", "link-local")]
    public async Task What_the_emulator_refuses_is_said_before_anything_listens(string value, string reason)
    {
        var seed = Read(("PUBSUB_PROJECT1", value))[0];

        var refusal = await Should.ThrowAsync<SettingsException>(() => PubSubEmulator.StartAsync(new PubSubEmulatorOptions(), seed.Create, TestContext.Current.CancellationToken));

        refusal.Message.ShouldStartWith("PUBSUB_PROJECT1 (in the environment) is wrong: ");
        refusal.Message.ShouldContain(reason);
    }

    [Fact]
    public async Task No_client_connects_before_the_resources_are_there()
    {
        var refusal = SocketError.Success;
        await using var emulator = await PubSubEmulator.StartAsync(new PubSubEmulatorOptions(), TryConnect, TestContext.Current.CancellationToken);

        refusal.ShouldBe(SocketError.ConnectionRefused);

        void TryConnect(PubSubEmulator started)
        {
            using var client = new TcpClient();
            try
            {
                client.Connect(started.Host, started.Port);
            }
            catch (SocketException e)
            {
                refusal = e.SocketErrorCode;
            }
        }
    }

    [Fact]
    public void All_wrong_variables_are_said_at_once() =>
        Should.Throw<SettingsException>(() => Read(("PUBSUB_PROJECT1", ","), ("PUBSUB_PROJECT2", "p,orders"), ("PUBSUB_PROJECT3", "p,"))).Problems.Count.ShouldBe(2);

    private static IReadOnlyList<ProjectSeed> Read(params (string Name, string Value)[] variables) =>
        ProjectSeed.ReadAll(new Hashtable(variables.ToDictionary(v => v.Name, v => v.Value)));

    private static async Task<IReadOnlyList<string>> CreatedAsync(IReadOnlyList<ProjectSeed> seeds)
    {
        await using var emulator = await PubSubEmulator.StartAsync(
            new PubSubEmulatorOptions(),
            started =>
            {
                foreach (var seed in seeds)
                {
                    seed.Create(started);
                }
            },
            TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{emulator.Endpoint}") };
        var project = seeds[0].Line.Split(' ')[2].TrimEnd(',');
        var topics = await ListAsync(http, $"/v1/projects/{project}/topics", "topics");
        var subscriptions = await ListAsync(http, $"/v1/projects/{project}/subscriptions", "subscriptions");
        return
        [
            .. subscriptions.Select(s =>
                $"{IdOf(s.GetProperty("topic"))}/{IdOf(s.GetProperty("name"))}{(s.GetProperty("pushConfig").TryGetProperty("pushEndpoint", out var endpoint) ? $">{endpoint}" : "")}"),
            .. topics.Select(t => IdOf(t.GetProperty("name"))).Except(subscriptions.Select(s => IdOf(s.GetProperty("topic")))),
        ];
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(HttpClient http, string path, string field) =>
        JsonDocument.Parse(await http.GetStringAsync(path)).RootElement.TryGetProperty(field, out var list) ? [.. list.EnumerateArray()] : [];

    private static string IdOf(JsonElement name) => name.GetString()!.Split('/')[^1];
}
