using System.Net;
using System.Text;
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
        using var api = new ManagementApi(BrokerAddresses.RabbitMq("amqp://u:p@127.0.0.1:1/v%2Fh", "RABBITMQ_URL"), new Uri($"http://127.0.0.1:{port}/"));

        (await api.ReadUnacknowledgedAsync("a queue", TestContext.Current.CancellationToken)).ShouldBe(told);
        var (path, user) = await answering;
        (path, user).ShouldBe(("/api/queues/v%2Fh/a%20queue", "Basic dTpw"));
    }

    [Fact]
    public async Task A_broker_on_another_port_is_not_asked_at_the_default_one()
    {
        using var api = new ManagementApi(BrokerAddresses.RabbitMq("amqp://127.0.0.1:5679", "RABBITMQ_URL"));
        (await api.ReadUnacknowledgedAsync("q", TestContext.Current.CancellationToken)).ShouldBeNull();
    }

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
