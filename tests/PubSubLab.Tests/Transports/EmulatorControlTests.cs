using System.Net;
using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Tests.Transports;

/// <summary>The backlogs of an emulator in another process, and of what else may be at its address.</summary>
public sealed class EmulatorControlTests
{
    private const string Project = "pubsublab";

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Our_emulator_tells_and_its_end_is_said()
    {
        var emulator = await PubSubEmulator.StartAsync(new PubSubEmulatorOptions { Port = 0 });
        await using (emulator)
        {
            using var control = new EmulatorControl(emulator.Endpoint, Project, _time);
            (await control.ReadBacklogAsync("sub", Ending)).ShouldBeNull("it is not there");
            await FillAsync(emulator.Endpoint);

            var state = (await control.ReadBacklogAsync("sub", Ending)).ShouldNotBeNull();
            (state.Waiting, state.Outstanding, state.IsTaskQueue).ShouldBe((1, 1, false));
            state.OldestAge.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
            var messages = (await control.PeekAsync("sub", 10, Ending)).ShouldNotBeNull();
            messages.Select(m => (m.Text, m.State, m.IsOutstanding)).ShouldBe([("a", "outstanding", true), ("ä", "waits", false)]);
            messages[0].Attributes.ShouldBe(new Dictionary<string, string> { ["k"] = "v" });

            await emulator.DisposeAsync();
            (await Should.ThrowAsync<LabException>(() => control.ReadBacklogAsync("sub", Ending))).Message.ShouldContain($"{emulator.Endpoint} no longer tells its backlogs");
        }
    }

    [Theory]
    [InlineData(404, "<html>")]
    [InlineData(200, "no JSON")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"backlogs\":7}")]
    [InlineData(200, "{\"backlogs\":[{\"waiting\":\"many\",\"outstanding\":\"0\"}]}")]
    [InlineData(200, "{\"backlogs\":[{\"waiting\":\"99999999999999999999\",\"outstanding\":\"0\"}]}")]
    [InlineData(200, "{\"backlogs\":[{\"waiting\":\"1\",\"outstanding\":\"0\",\"oldestAge\":\"99999999999999999s\"}]}")]
    [InlineData(302, "")]
    [InlineData(200, null)]
    public async Task Another_emulator_tells_nothing_and_is_left_in_peace_for_a_while(int status, string? body)
    {
        using var other = new OtherServer(status, body ?? new string(' ', 17 << 20));
        using var control = new EmulatorControl(other.Endpoint, Project, _time);

        (await control.ReadBacklogAsync("sub", Ending)).ShouldBeNull();
        (await control.PeekAsync("sub", 1, Ending)).ShouldBeNull();
        other.Asked.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(31));
        (await control.ReadBacklogAsync("sub", Ending)).ShouldBeNull();
        other.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task An_emulator_that_is_started_later_is_found()
    {
        var port = FreePort();
        using var control = new EmulatorControl($"localhost:{port}", Project, _time);
        (await control.ReadBacklogAsync("sub", Ending)).ShouldBeNull("nobody is there");

        await using var emulator = await PubSubEmulator.StartAsync(new PubSubEmulatorOptions { Port = port });
        await FillAsync(emulator.Endpoint);

        (await control.ReadBacklogAsync("sub", Ending)).ShouldNotBeNull().Waiting.ShouldBe(1);
    }

    private static async Task FillAsync(string endpoint)
    {
        var topics = await new PublisherServiceApiClientBuilder { Endpoint = endpoint, ChannelCredentials = Grpc.Core.ChannelCredentials.Insecure }.BuildAsync(Ending);
        var subscriptions = await new SubscriberServiceApiClientBuilder { Endpoint = endpoint, ChannelCredentials = Grpc.Core.ChannelCredentials.Insecure }.BuildAsync(Ending);
        var (topic, subscription) = (TopicName.FromProjectTopic(Project, "topic"), SubscriptionName.FromProjectSubscription(Project, "sub"));
        await topics.CreateTopicAsync(topic, Ending);
        await subscriptions.CreateSubscriptionAsync(subscription, topic, null, 60, Ending);
        await topics.PublishAsync(topic, [new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFromUtf8("a"), Attributes = { ["k"] = "v" } }, new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFromUtf8("ä") }], Ending);
        (await subscriptions.PullAsync(subscription, 1, Ending)).ReceivedMessages.Count.ShouldBe(1);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A server that gives every request the same answer.</summary>
    private sealed class OtherServer : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;
        private int _asked;

        public OtherServer(int status, string body)
        {
            Endpoint = $"localhost:{FreePort()}";
            _listener.Prefixes.Add($"http://{Endpoint}/");
            _listener.Start();
            _serving = ServeAsync(status, System.Text.Encoding.UTF8.GetBytes(body));
        }

        public string Endpoint { get; }

        public int Asked => Volatile.Read(ref _asked);

        public void Dispose()
        {
            _listener.Close();
            _serving.GetAwaiter().GetResult();
        }

        private static async Task AnswerAsync(HttpListenerResponse response, byte[] body)
        {
            try
            {
                await response.OutputStream.WriteAsync(body);
                response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // The client does not take the whole answer.
                response.Abort();
            }
        }

        private async Task ServeAsync(int status, byte[] body)
        {
            try
            {
                while (true)
                {
                    var request = await _listener.GetContextAsync();
                    Interlocked.Increment(ref _asked);
                    request.Response.StatusCode = status;
                    request.Response.RedirectLocation = status == 302 ? $"http://{Endpoint}/elsewhere" : null;
                    request.Response.ContentLength64 = body.Length;
                    await AnswerAsync(request.Response, body);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
