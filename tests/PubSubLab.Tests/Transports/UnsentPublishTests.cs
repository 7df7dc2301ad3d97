using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using PubSubLab.Lab;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Tests.Transports;

public class UnsentPublishTests
{
    private const string Publish = "google.pubsub.v1.Publisher/Publish";

    [Fact]
    public async Task A_publish_without_a_connection_was_not_sent()
    {
        var sent = 0;
        using var http = Client(static (_, _) => throw new SocketException((int)SocketError.ConnectionRefused), () => sent++);

        await Should.ThrowAsync<HttpRequestException>(http.GetAsync(Publish, TestContext.Current.CancellationToken));

        sent.ShouldBe(0);
    }

    [Theory]
    [InlineData(Publish, 1)]
    [InlineData("google.pubsub.v1.Publisher/GetTopic", 0)]
    public async Task A_publish_whose_connection_is_cut_may_have_arrived(string method, int expected)
    {
        var sent = 0;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = Client(
            async (_, cancellation) => new NetworkStream(await BrokerHandler.OpenAsync(new DnsEndPoint("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port), cancellation), ownsSocket: true),
            () => sent++);
        var answer = http.GetAsync(method, TestContext.Current.CancellationToken);
        using (var connection = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            // A connection that ends without a byte is tried again.
            await connection.SendAsync("no answer\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        await Should.ThrowAsync<HttpRequestException>(answer);

        sent.ShouldBe(expected);
    }

    [Theory]
    [InlineData(true, "may have taken the message")]
    [InlineData(false, "The message was not sent.")]
    public void What_became_of_it_is_unknown_only_where_it_was_sent(bool wasSent, string words)
    {
        var refusals = new Refusals(new PubSubTransportOptions { ProjectId = "p", EmulatorHost = "localhost:1", Description = "emulator" });

        var failure = refusals.ExplainPublish(new RpcException(new Status(StatusCode.Unavailable, "")), "t", wasSent).ShouldBeOfType<RefusalException>();

        failure.OutcomeIsUnknown.ShouldBe(wasSent);
        failure.Message.ShouldContain(words);
    }

    private static HttpClient Client(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect, Action sent) =>
        new(BrokerHandler.Create(new ServerClock(TimeProvider.System), useProxy: false, connect, sent)) { BaseAddress = new Uri("http://broker/") };
}
