using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Server;

/// <summary>A service for subscribing whose streams say what a test says, and which notes what it is asked.</summary>
internal sealed class ScriptedSubscriber : SubscriberServiceApiClient
{
    private readonly Channel<ScriptedStream> _opened = Channel.CreateUnbounded<ScriptedStream>();

    /// <summary>Acks, nacks ("nack") and lease extensions ("lease 60") in the order in which they came, as "what: id id".</summary>
    internal ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Says how a request of that kind ("ack", "nack", "lease 60") ends: null for well.</summary>
    internal Func<string, IReadOnlyList<string>, Exception?> Answer { get; set; } = (_, _) => null;

    /// <summary>Whether requests wait until they are given up, as with a service that does not answer.</summary>
    internal bool Silent { get; set; }

    /// <summary>Whether a request that is given up was just in the pause before another attempt.</summary>
    internal bool Pausing { get; set; }

    /// <summary>Whether streams can be opened; otherwise opening waits until it is given up.</summary>
    internal bool Unreachable { get; set; }

    internal int OpenedUnseen => _opened.Reader.Count;

    /// <summary>The next stream that is opened.</summary>
    internal Task<ScriptedStream> OpenedAsync() => _opened.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().EndsAsync();

    public override StreamingPullStream StreamingPull(CallSettings? callSettings = null, BidirectionalStreamingSettings? streamingSettings = null)
    {
        var stream = new ScriptedStream(Unreachable, callSettings?.CancellationToken ?? CancellationToken.None);
        _opened.Writer.TryWrite(stream);
        return stream;
    }

    public override Task AcknowledgeAsync(AcknowledgeRequest request, CallSettings? callSettings = null) => AnswerAsync("ack", request.AckIds, callSettings);

    public override Task ModifyAckDeadlineAsync(ModifyAckDeadlineRequest request, CallSettings? callSettings = null) =>
        AnswerAsync(request.AckDeadlineSeconds == 0 ? "nack" : $"lease {request.AckDeadlineSeconds}", request.AckIds, callSettings);

    /// <summary>Number of requests of this kind that name these messages. A request may name others too: what is due at the same time goes together.</summary>
    internal int Times(string asked) => Asked.Count(each => Kind(each) == Kind(asked) && Ids(asked).All(Ids(each).Contains));

    internal Task AskedAsync(string asked, int times = 1) =>
        Eventually.HoldsAsync(() => Times(asked) >= times, $"the service is asked {times} times for \"{asked}\"; it was asked for {string.Join(", ", Asked)}");

    /// <summary>Waits until each of the messages was nacked, once, in whatever requests.</summary>
    internal Task NackedAsync(params string[] messages) => Eventually.HoldsAsync(
        () => messages.All(message => Times($"nack: {message}") == 1),
        $"{string.Join(' ', messages)} are nacked; the service was asked for {string.Join(", ", Asked)}");

    private static string Kind(string asked) => asked[..asked.IndexOf(": ", StringComparison.Ordinal)];

    private static string[] Ids(string asked) => asked[(Kind(asked).Length + 2)..].Split(' ');

    private Task AnswerAsync(string what, IReadOnlyList<string> ids, CallSettings? settings)
    {
        Asked.Enqueue($"{what}: {string.Join(' ', ids.Order(StringComparer.Ordinal))}");
        if (Silent)
        {
            var never = new TaskCompletionSource();
            settings!.CancellationToken!.Value.Register(() => never.TrySetException(
                Pausing ? new TaskCanceledException("the pause was given up") : new RpcException(new Status(StatusCode.Cancelled, "given up"))));
            return never.Task;
        }

        return Answer(what, ids) is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }
}
