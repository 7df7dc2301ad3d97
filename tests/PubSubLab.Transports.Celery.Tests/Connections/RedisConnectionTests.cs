using System.Net;
using System.Net.Sockets;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Connections;

namespace PubSubLab.Transports.Celery.Tests.Connections;

public sealed class RedisConnectionTests
{
    [Fact]
    public async Task Those_who_ask_while_a_silent_server_is_tried_share_the_trial()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var connection = new RedisConnection(
            BrokerAddresses.Redis($"redis://{silent.LocalEndpoint}/0", "REDIS_URL"), "REDIS_URL", new CeleryOptions { Patience = TimeSpan.FromSeconds(1) }, "test");

        var asked = Enumerable.Range(0, 20).Select(_ => connection.GetDatabaseAsync()).ToList();
        var failures = await Task.WhenAll(asked.Select(a => Should.ThrowAsync<LabException>(a).EndsAsync()));

        failures.Distinct().Count().ShouldBe(1, "each had a trial of its own");
    }
}
