using System.Net.Sockets;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using PubSubLab.Emulator.Connections;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Tests.Rest;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class HostingTests
{
    [Fact]
    public async Task A_port_that_is_taken_is_named_in_a_sentence()
    {
        await using var live = await LiveEmulator.StartAsync();

        var error = await Should.ThrowAsync<PortInUseException>(() => PubSubEmulator.StartAsync(new() { Port = live.Emulator.Port }));

        error.Port.ShouldBe(live.Emulator.Port);
        error.Message.ShouldContain($"{live.Emulator.Port}");
    }

    [Fact]
    public async Task Health_and_reflection_answer_over_grpc()
    {
        await using var live = await LiveEmulator.StartAsync();

        (await new Health.HealthClient(live.Channel).CheckAsync(new HealthCheckRequest())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        using var call = new ServerReflection.ServerReflectionClient(live.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ShouldContain("google.pubsub.v1.Publisher");
    }

    // Tools such as grpcurl do this before any call.
    [Theory]
    [InlineData("google.pubsub.v1.Publisher")]
    [InlineData("google.pubsub.v1.Subscriber")]
    [InlineData("google.pubsub.v1.SchemaService")]
    [InlineData("google.iam.v1.IAMPolicy")]
    public async Task Reflection_gives_a_service_with_every_file_that_it_needs(string service)
    {
        await using var live = await LiveEmulator.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(live.Channel).ServerReflectionInfo();
        async Task<FileDescriptorProto[]> AskAsync(ServerReflectionRequest request)
        {
            await call.RequestStream.WriteAsync(request);
            (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(PullStream.Patience)).ShouldBeTrue();
            return [.. call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom)];
        }

        var known = (await AskAsync(new ServerReflectionRequest { FileContainingSymbol = service })).ToDictionary(file => file.Name);
        while (known.Values.SelectMany(file => file.Dependency).FirstOrDefault(name => !known.ContainsKey(name)) is { } missing)
        {
            foreach (var file in await AskAsync(new ServerReflectionRequest { FileByFilename = missing }))
            {
                known[file.Name] = file;
            }
        }

        known.Values.SelectMany(file => file.Service.Select(s => $"{file.Package}.{s.Name}")).ShouldContain(service);
    }

    [Fact]
    public async Task Faults_that_were_asked_for_happen_and_are_counted()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var stream = await live.OpenAsync();
        await stream.ReadAsync();

        live.Emulator.Faults.FailNext("Publish", StatusCode.Unavailable, times: 2);
        await FailsAsync(StatusCode.Unavailable, () => live.PublishAsync("x"));
        live.Emulator.Faults.Pending.ShouldBe(1);
        await FailsAsync(StatusCode.Unavailable, () => live.PublishAsync("x"));
        await live.PublishAsync("x");

        live.Emulator.Faults.BreakStreams(Subscription()).ShouldBe(1);
        await FailsAsync(StatusCode.Unavailable, () => stream.UntilAsync(_ => false));
    }

    [Theory]
    [InlineData("Pubish")]
    [InlineData("publish")]
    [InlineData("google.pubsub.v1.Publisher/Publish")]
    public async Task A_fault_of_a_method_that_is_not_there_is_refused_with_the_names(string method)
    {
        await using var live = await LiveEmulator.StartAsync();

        var error = Should.Throw<ArgumentException>(() => live.Emulator.Faults.FailNext(method, StatusCode.Unavailable));

        error.Message.ShouldContain($"\"{method}\"");
        error.Message.ShouldContain("Acknowledge, ");
        error.Message.ShouldContain("StreamingPull");
        EmulatorFaults.Methods.ShouldBeUnique();
        live.Emulator.Faults.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task An_emulator_that_is_down_fails_every_call_and_comes_back_with_its_messages()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("kept");
        using var stream = await live.OpenAsync();
        await stream.ReadAsync();

        live.Emulator.Faults.IsDown = true;

        await FailsAsync(StatusCode.Unavailable, () => stream.UntilAsync(_ => false));
        await FailsAsync(StatusCode.Unavailable, () => live.PublishAsync("x"));
        await FailsAsync(StatusCode.Unavailable, () => live.PullAsync());
        using var rest = new RestClient(live.Emulator.Endpoint);
        (await rest.SendAsync("GET", $"/v1/{Topic()}")).Code.ShouldBe(503);
        (await new Health.HealthClient(live.Channel).CheckAsync(new HealthCheckRequest())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        live.Emulator.Faults.IsDown = false;
        await rest.OkAsync("GET", $"/v1/{Topic()}");
        await live.PublishAsync("y");
        using var again = await live.OpenAsync();
        (await again.ReadAsync()).ReceivedMessages.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_history_has_what_was_published_and_delivered_until_a_reset()
    {
        await using var live = await LiveEmulator.StartAsync(new() { KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync(Message("x", "", ("a", "b")));
        await live.PullAsync();

        live.Emulator.History.Published(Topic()).ShouldHaveSingleItem().Attributes["a"].ShouldBe("b");
        live.Emulator.History.Deliveries(Subscription()).ShouldHaveSingleItem().DeliveryAttempt.ShouldBe(1);
        live.Emulator.ResetProject("test");
        live.Emulator.History.Events.ShouldBeEmpty();
        await live.CreateTopicAsync();
    }

    [Fact]
    public async Task Both_loopbacks_are_served()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 && HasIPv6Loopback(), "This machine has no IPv6 loopback.");
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient();

        (await http.GetStringAsync($"http://[::1]:{live.Emulator.Port}/healthz")).ShouldBe("Ok\n");
    }

    [Fact]
    public async Task A_hundred_and_fifty_streams_share_one_connection()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var streams = new List<PullStream>();
        for (var i = 0; i < 150; i++)
        {
            streams.Add(await live.OpenAsync());
        }

        foreach (var stream in streams)
        {
            await stream.ReadAsync();
        }

        await live.PublishAsync([.. Enumerable.Range(0, 150).Select(i => Message($"{i}"))]);
        foreach (var stream in streams)
        {
            await stream.NextAsync();
            stream.Dispose();
        }
    }

    [Fact]
    public async Task Every_service_has_a_health_of_its_own()
    {
        await using var live = await LiveEmulator.StartAsync();
        var health = new Health.HealthClient(live.Channel);

        foreach (var service in new[] { "google.pubsub.v1.Publisher", "google.pubsub.v1.Subscriber", "google.pubsub.v1.SchemaService", "google.iam.v1.IAMPolicy" })
        {
            (await health.CheckAsync(new HealthCheckRequest { Service = service })).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        }

        await FailsAsync(StatusCode.NotFound, async () => await health.CheckAsync(new HealthCheckRequest { Service = "nonsense" }));
    }

    [Theory]
    [InlineData("localhost", -1, typeof(ArgumentException), "the port is -1")]
    [InlineData("localhost", 65536, typeof(ArgumentException), "the port is 65536")]
    [InlineData("nowhere.example", 0, typeof(ArgumentException), "nowhere.example")]
    [InlineData("192.0.2.1", 0, typeof(IOException), "address of this machine")]
    [InlineData("192.0.2.1", 50123, typeof(IOException), "address of this machine")]
    public async Task An_address_that_cannot_be_listened_on_is_refused_in_a_sentence(string host, int port, Type type, string reason)
    {
        var error = await Should.ThrowAsync<Exception>(() => PubSubEmulator.StartAsync(new() { Host = host, Port = port }));

        error.ShouldBeOfType(type);
        error.Message.ShouldContain(reason, Case.Insensitive);
    }

    [Fact]
    public async Task A_socket_that_can_accept_no_more_is_told_instead_of_tried_forever()
    {
        var failed = new TaskCompletionSource<Exception>();
        using var gate = new ConnectionGate(new EmulatorLimits(), null);
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var address = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0);
        listening.Bind(address);
        using var factory = new GatedListenerFactory(gate, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, failed.SetResult, _ => listening);
        await using var listener = await factory.BindAsync(address);
        var accepting = listener.AcceptAsync();

        // As ss --kill does, for instance.
        listening.Shutdown(SocketShutdown.Both);

        (await failed.Task.WaitAsync(PullStream.Patience)).Message.ShouldContain("accepts no more connections");
        (await accepting).ShouldBeNull();
    }

    private static bool HasIPv6Loopback()
    {
        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
