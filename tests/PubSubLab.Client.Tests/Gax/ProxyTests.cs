using System.Net;
using System.Net.Sockets;
using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Gax;

/// <summary>The proxy that the environment names, as HttpClient.DefaultProxy.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class ProxyTests : IDisposable
{
    private const string Host = "pubsub.behind-the-proxy.test";

    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly IWebProxy _before = HttpClient.DefaultProxy;

    public ProxyTests() => _proxy.Start();

    public void Dispose()
    {
        HttpClient.DefaultProxy = _before;
        _proxy.Dispose();
    }

    [Fact]
    public async Task A_service_behind_TLS_is_reached_through_a_tunnel_of_the_proxy()
    {
        HttpClient.DefaultProxy = new ProxyOf(_proxy, host => host == Host);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var api = await new PublisherServiceApiClientBuilder { Endpoint = $"{Host}:443", ChannelCredentials = ChannelCredentials.SecureSsl }.BuildAsync(given.Token);
        var call = api.GetTopicAsync(Lab.Topic, given.Token);

        using var connection = await _proxy.AcceptTcpClientAsync(given.Token).AsTask().EndsAsync();
        using var reader = new StreamReader(connection.GetStream());

        (await reader.ReadLineAsync(given.Token).AsTask().EndsAsync()).ShouldBe($"CONNECT {Host}:443 HTTP/1.1");
        await given.CancelAsync();
        await Should.ThrowAsync<Exception>(() => call.EndsAsync());
    }

    [Fact]
    public async Task An_emulator_is_reached_without_the_proxy()
    {
        await using var lab = await Lab.StartAsync();
        HttpClient.DefaultProxy = new ProxyOf(_proxy, host => host is "127.0.0.1" or "localhost");
        await using var publisher = await lab.PublisherAsync();

        (await publisher.PublishAsync("a").EndsAsync()).ShouldNotBeEmpty();

        _proxy.Pending().ShouldBeFalse();
    }

    private sealed class ProxyOf(TcpListener listener, Func<string, bool> isMeant) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : new Uri($"http://{listener.LocalEndpoint}");

        public bool IsBypassed(Uri host) => !isMeant(host.Host);
    }
}
