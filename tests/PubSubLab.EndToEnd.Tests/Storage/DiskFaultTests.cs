using System.Globalization;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>The real program on a disk that refuses for a while: said once, nothing confirmed is lost, nothing refused is stored, and it goes on.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private const string Begins = "cannot be written";
    private const string Ends = "can be written again";

    private static readonly TopicName s_topic = new("faults", "topic");
    private static readonly SubscriptionName s_subscription = new("faults", "subscription");

    private readonly string _data = Directory.CreateTempSubdirectory("pubsublab-faults-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("pwrite64:error=ENOSPC:when=20..24", "the disk is full")]
    [InlineData("pwrite64:error=EIO:when=20..24", "reading or writing failed")]
    [InlineData("pwrite64:error=EROFS:when=20..24", "reading or writing failed")]
    [InlineData("fdatasync,fsync:error=EIO:when=5..9", "reading or writing failed")]
    public async Task Publishing_is_refused_while_the_disk_refuses_and_goes_on_after_it(string fault, string reason)
    {
        await Strace.SkipUnlessItWorksAsync();
        await CreateAsync();
        SortedSet<int> confirmed = [];
        SortedSet<int> refused = [];
        var (emulator, host) = await StartAsync("strace", Strace.With(fault, null, Lab.Program, "emulator", "--port", "0", "--data-dir", _data));
        await using (emulator)
        {
            var publisher = Publisher(host);
            for (var i = 0; Said(emulator) is not [.., var last] || !last.Contains(Ends, StringComparison.Ordinal) || confirmed.Max <= refused.Max; i++)
            {
                try
                {
                    await publisher.PublishAsync(s_topic, [new PubsubMessage { Data = ByteString.CopyFromUtf8($"{i}") }], TestContext.Current.CancellationToken);
                    confirmed.Add(i);
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
                {
                    e.Status.Detail.ShouldContain(reason);
                    refused.Add(i);
                }
            }

            // strace counts the calls of each thread by themselves, so the disk may refuse more than once: each time is said once.
            var said = Said(emulator);
            said.Where(static (line, i) => line.Contains(i % 2 == 0 ? Begins : Ends, StringComparison.Ordinal)).ShouldBe(said);
        }

        refused.ShouldNotBeEmpty();
        // Memory had what was confirmed and the file has it too: the process was killed.
        (await StoredAsync()).ShouldBe(confirmed);
    }

    [Fact]
    public async Task A_slow_disk_makes_publishing_slow_and_nothing_else()
    {
        await Strace.SkipUnlessItWorksAsync();
        await CreateAsync();
        var (emulator, host) = await StartAsync("strace", Strace.With("fdatasync,fsync:delay_enter=100000", null, Lab.Program, "emulator", "--port", "0", "--data-dir", _data));
        await using (emulator)
        {
            var publisher = Publisher(host);
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
                publisher.PublishAsync(s_topic, [new PubsubMessage { Data = ByteString.CopyFromUtf8($"{i}") }], TestContext.Current.CancellationToken)));
            emulator.Errors.ShouldBeEmpty();
        }

        (await StoredAsync()).ShouldBe(Enumerable.Range(0, 200));
    }

    [Theory]
    [InlineData("pwrite64:error=ENOSPC", null, "No space left on device")]
    [InlineData("pwrite64:error=ENOSPC", "pubsublab.db", "the disk is full")]
    [InlineData("openat:error=EACCES", "lock", "denied")]
    [InlineData("openat:error=EROFS", "lock", "Read-only file system")]
    [InlineData("openat:error=EACCES", "pubsublab.db", "the file cannot be opened")]
    public async Task A_start_that_cannot_write_ends_with_a_sentence(string fault, string? file, string reason)
    {
        await Strace.SkipUnlessItWorksAsync();

        await using var emulator = Lab.StartOther(
            "strace", Strace.With(fault, file is null ? null : Path.Combine(_data, file), Lab.Program, "emulator", "--port", "0", "--data-dir", _data));

        (await emulator.EndAsync()).ShouldBe(1, string.Join('\n', emulator.Lines));
        var sentence = string.Join('\n', emulator.Errors);
        sentence.ShouldContain(_data);
        sentence.ShouldContain(reason);
        sentence.ShouldContain("name another directory");
        emulator.Errors.ShouldAllBe(static line => !line.Contains("   at ", StringComparison.Ordinal));
    }

    private async Task CreateAsync()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync($"emulator --port 0 --data-dir {_data}");
        await using var _ = emulator;
        await Publisher(host).CreateTopicAsync(s_topic, TestContext.Current.CancellationToken);
        await Subscriber(host).CreateSubscriptionAsync(s_subscription, s_topic, null, 60, TestContext.Current.CancellationToken);
    }

    private async Task<IEnumerable<int>> StoredAsync()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync($"emulator --port 0 --data-dir {_data}");
        await using var _ = emulator;
        return (await Backlog.OfAsync(host)).Select(static text => int.Parse(text, CultureInfo.InvariantCulture)).Order();
    }

    private static async Task<(Lab Process, string Host)> StartAsync(string program, string[] arguments)
    {
        const string Variable = "PUBSUB_EMULATOR_HOST=";
        var lab = Lab.StartOther(program, arguments);
        var line = await lab.LineAsync(static l => l.StartsWith(Variable, StringComparison.Ordinal));
        return (lab, line[Variable.Length..]);
    }

    private static IReadOnlyList<string> Said(Lab emulator) =>
        [.. emulator.Errors.Where(static line => line.Contains(Begins, StringComparison.Ordinal) || line.Contains(Ends, StringComparison.Ordinal))];

    private static PublisherServiceApiClient Publisher(string host) =>
        new PublisherServiceApiClientBuilder { Endpoint = host, ChannelCredentials = ChannelCredentials.Insecure, Settings = Once() }.Build();

    // Without retries, so that a refusal is seen.
    private static PublisherServiceApiSettings Once() => new() { PublishSettings = Google.Api.Gax.Grpc.CallSettings.FromExpiration(Google.Api.Gax.Expiration.FromTimeout(Lab.Patience)) };

    private static SubscriberServiceApiClient Subscriber(string host) =>
        new SubscriberServiceApiClientBuilder { Endpoint = host, ChannelCredentials = ChannelCredentials.Insecure }.Build();
}
