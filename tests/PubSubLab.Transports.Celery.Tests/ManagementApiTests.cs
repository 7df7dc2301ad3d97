using System.Net;
using System.Text;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.RabbitMq;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

public sealed class ManagementApiTests
{
    [Theory]
    [InlineData(200, "{\"messages_unacknowledged\":7}", 7L)]
    [InlineData(200, "{\"messages_unacknowledged\":\"many\"}", null)]
    [InlineData(200, "{}", null)]
    [InlineData(200, "[]", null)]
    [InlineData(200, "no JSON", null)]
    [InlineData(401, "{}", null)]
    [InlineData(404, "{\"messages_unacknowledged\":7}", null)]
    public async Task It_tells_what_workers_have_or_nothing(int status, string body, long? told)
    {
        var port = ServerProcess.FreePort();
        using var plugin = new HttpListener();
        plugin.Prefixes.Add($"http://127.0.0.1:{port}/");
        plugin.Start();
        var answering = AnswerAsync(plugin, status, body);
        using var api = new ManagementApi(BrokerAddresses.RabbitMq("amqp://u:p@127.0.0.1:1/v%2Fh", "RABBITMQ_URL"), ManagementAddress.Parse($"http://127.0.0.1:{port}"), static _ => { });

        (await api.ReadUnacknowledgedAsync("a queue", TestContext.Current.CancellationToken)).ShouldBe(told);
        var (path, user) = await answering;
        (path, user).ShouldBe(("/api/queues/v%2Fh/a%20queue", "Basic dTpw"));
    }

    [Fact]
    public async Task A_broker_on_another_port_is_not_asked_at_the_default_one()
    {
        using var api = new ManagementApi(BrokerAddresses.RabbitMq("amqp://127.0.0.1:5679", "RABBITMQ_URL"), null, static _ => { });
        (await api.ReadUnacknowledgedAsync("q", TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Theory]
    [InlineData("http://rabbit", "http://rabbit/", null, null)]
    [InlineData("https://me:p%40ss@rabbit:443/mq/", "https://rabbit/mq/", "me", "p@ss")]
    [InlineData(" http://me@rabbit:1234/a/b ", "http://rabbit:1234/a/b/", "me", "")]
    public void An_address_of_the_plugin_is_read(string url, string root, string? user, string? password) =>
        ManagementAddress.Parse(url).ShouldBe(new ManagementAddress(new Uri(root), user, password));

    [Theory]
    [InlineData("amqp://guest:s3cret@127.0.0.1:15672")]
    [InlineData("127.0.0.1:s3cret")]
    [InlineData("http://u:s3cret@rabbit/?x=1")]
    public void What_is_no_address_of_the_plugin_is_refused_without_the_password(string url)
    {
        var refused = Should.Throw<LabException>(() => new RabbitMqCeleryTransport("amqp://127.0.0.1", new CeleryOptions { ManagementUrl = url }));
        refused.Message.ShouldStartWith("RABBITMQ_MANAGEMENT_URL is not the address of RabbitMQ's management plugin. Write it as http://127.0.0.1:15672/");
        refused.Message.ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData(401, "refuses the user 'u', so unacked tasks stay unknown. Give the user the tag management, or name another one in RABBITMQ_MANAGEMENT_URL.")]
    [InlineData(404, "does not have the queue in the virtual host 'v/h'.")]
    [InlineData(500, "answers 500, so unacked tasks stay unknown.")]
    [InlineData(0, "does not answer, so unacked tasks stay unknown. Enable the plugin, or set RABBITMQ_MANAGEMENT_URL to where it is.")]
    public async Task A_plugin_that_a_person_named_and_that_does_not_tell_is_said(int status, string sentence)
    {
        var port = ServerProcess.FreePort();
        using var plugin = new HttpListener();
        plugin.Prefixes.Add($"http://127.0.0.1:{port}/");
        Task answering = Task.CompletedTask;
        if (status > 0)
        {
            plugin.Start();
            answering = AnswerAsync(plugin, status, "{}");
        }

        var said = new List<string>();
        using var api = new ManagementApi(BrokerAddresses.RabbitMq("amqp://u:p@127.0.0.1:1/v%2Fh", "RABBITMQ_URL"), ManagementAddress.Parse($"http://127.0.0.1:{port}/"), said.Add);
        (await api.ReadUnacknowledgedAsync("q", TestContext.Current.CancellationToken)).ShouldBeNull();
        await answering;

        said.ShouldHaveSingleItem().ShouldStartWith($"RabbitMQ's management plugin at http://127.0.0.1:{port}/ {sentence}");
    }

    [Fact]
    public async Task The_real_plugin_tells_what_workers_have()
    {
        Needs.Skip("rabbitmq");
        await using var server = await RabbitMqServer.StartAsync(management: true);
        foreach (var command in (string[][])[["add_vhost", "v/h %ü"], ["set_permissions", "-p", "v/h %ü", "guest", ".*", ".*", ".*"], ["add_user", "plain", "p"], ["set_permissions", "-p", "v/h %ü", "plain", ".*", ".*", ".*"]])
        {
            await server.ControlAsync(command);
        }

        var virtualHost = Uri.EscapeDataString("v/h %ü");
        var options = new CeleryOptions { ManagementUrl = $"http://127.0.0.1:{server.ManagementPort}" };
        await using var queue = await TestQueue.OpenAsync(new TestBackend("rabbitmq", $"amqp://guest:guest@127.0.0.1:{server.Port}/{virtualHost}", ""), options, name: "a queue/ü%2F");
        var free = new TaskCompletionSource();
        await queue.SubscribeAsync(async (_, _) =>
        {
            await free.Task;
            return Verdict.Ack;
        });
        await queue.PublishAsync("1");
        await queue.PublishAsync("2");

        await Eventually.HoldsAsync(async () => await ReadAsync(queue) is { Waiting: 0, Unacknowledged: 2 }, "what the worker has is not told");
        queue.Notices.ShouldBeEmpty();

        // A user without the tag may work, and not ask.
        await using var other = await TestQueue.OpenAsync(new TestBackend("rabbitmq", $"amqp://plain:p@127.0.0.1:{server.Port}/{virtualHost}", ""), options);
        (await ReadAsync(other)).ShouldNotBeNull().Unacknowledged.ShouldBeNull();
        other.Notices.ShouldHaveSingleItem().ShouldContain("refuses the user 'plain'");
        free.SetResult();
        await Eventually.HoldsAsync(async () => await ReadAsync(queue) is { Waiting: 0, Unacknowledged: 0 }, "the end is not told");
    }

    private static async Task<BacklogState?> ReadAsync(TestQueue queue) =>
        await ((IQueueInspection)queue.Transport).ReadBacklogAsync(queue.Name, TestContext.Current.CancellationToken);

    private static async Task<(string? Path, string? User)> AnswerAsync(HttpListener plugin, int status, string body)
    {
        var asked = await plugin.GetContextAsync();
        asked.Response.StatusCode = status;
        asked.Response.ContentType = "application/json";
        await asked.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        asked.Response.Close();
        return (asked.Request.RawUrl, asked.Request.Headers["Authorization"]);
    }
}
