using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace PubSubLab.Client.Tests.Server;

/// <summary>
/// A broker just large enough to test the client against: it keeps messages, gives them out, and takes acks. It has no leases; what a lost
/// stream had goes back at once, and what a stream had that its client ended stays with the client. Its state outlives the servers in front of it, so that these can be killed.
/// </summary>
internal sealed class SmallBroker
{
    private readonly ConcurrentDictionary<string, Topic> _topics = new();
    private readonly ConcurrentDictionary<string, Queue> _queues = new();
    private long _lastId;

    internal PublisherService Publisher => new(this);

    internal SubscriberService Subscriber => new(this);

    /// <summary>Asked before each call is served; throws to refuse it.</summary>
    internal Action<string, object>? Before { get; set; }

    internal ConcurrentQueue<(string Method, object Request, Metadata Headers)> Calls { get; } = new();

    internal int Streams;

    private TaskCompletionSource<Exception?> _streamsOver = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends all streams that are open: as the service's routine, or with a failure.</summary>
    internal void EndStreams(RpcException? failure = null) =>
        Interlocked.Exchange(ref _streamsOver, new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(failure);

    internal Queue Subscribe(TopicName topic, SubscriptionName subscription)
    {
        _topics.TryAdd(topic.ToString(), new Topic { TopicName = topic });
        return _queues.GetOrAdd(subscription.ToString(), _ => new Queue(new Subscription { SubscriptionName = subscription, TopicAsTopicName = topic }));
    }

    private void Note(string method, object request, ServerCallContext context)
    {
        if (Calls.Count < 1_000)
        {
            Calls.Enqueue((method, request, context.RequestHeaders));
        }

        Before?.Invoke(method, request);
    }

    internal sealed class Queue(Subscription subscription)
    {
        internal Subscription Subscription { get; } = subscription;

        internal Channel<PubsubMessage> Ready { get; } = Channel.CreateUnbounded<PubsubMessage>();

        internal ConcurrentDictionary<string, PubsubMessage> Outstanding { get; } = new();

        internal long Acked;

        internal void Ack(string ackId)
        {
            if (Outstanding.TryRemove(ackId, out _))
            {
                Interlocked.Increment(ref Acked);
            }
        }

        internal void Nack(string ackId)
        {
            if (Outstanding.TryRemove(ackId, out var message))
            {
                Ready.Writer.TryWrite(message);
            }
        }
    }

    internal sealed class PublisherService(SmallBroker broker) : Publisher.PublisherBase
    {
        public override Task<Topic> CreateTopic(Topic request, ServerCallContext context)
        {
            broker.Note(nameof(CreateTopic), request, context);
            return broker._topics.TryAdd(request.Name, request)
                ? Task.FromResult(request)
                : throw new RpcException(new Status(StatusCode.AlreadyExists, $"The topic {request.Name} exists."));
        }

        public override Task<ListTopicsResponse> ListTopics(ListTopicsRequest request, ServerCallContext context)
        {
            broker.Note(nameof(ListTopics), request, context);
            var start = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken);
            var size = request.PageSize == 0 ? 2 : Math.Min(request.PageSize, 2);
            var all = broker._topics.Values.OrderBy(topic => topic.Name).ToList();
            return Task.FromResult(new ListTopicsResponse
            {
                Topics = { all.Skip(start).Take(size) },
                NextPageToken = start + size < all.Count ? $"{start + size}" : "",
            });
        }

        public override Task<Empty> DeleteTopic(DeleteTopicRequest request, ServerCallContext context)
        {
            broker.Note(nameof(DeleteTopic), request, context);
            return broker._topics.TryRemove(request.Topic, out _)
                ? Task.FromResult(new Empty())
                : throw new RpcException(new Status(StatusCode.NotFound, $"There is no topic {request.Topic}."));
        }

        public override Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context)
        {
            broker.Note(nameof(Publish), request, context);
            var response = new PublishResponse();
            foreach (var message in request.Messages)
            {
                message.MessageId = $"{Interlocked.Increment(ref broker._lastId)}";
                response.MessageIds.Add(message.MessageId);
                foreach (var queue in broker._queues.Values.Where(queue => queue.Subscription.Topic == request.Topic))
                {
                    queue.Ready.Writer.TryWrite(message);
                }
            }

            return Task.FromResult(response);
        }
    }

    internal sealed class SubscriberService(SmallBroker broker) : Subscriber.SubscriberBase
    {
        public override Task<Subscription> CreateSubscription(Subscription request, ServerCallContext context)
        {
            broker.Note(nameof(CreateSubscription), request, context);
            broker._queues.TryAdd(request.Name, new Queue(request));
            return Task.FromResult(request);
        }

        public override Task<PullResponse> Pull(PullRequest request, ServerCallContext context)
        {
            broker.Note(nameof(Pull), request, context);
            var queue = Find(request.Subscription);
            var response = new PullResponse();
            while (response.ReceivedMessages.Count < request.MaxMessages && queue.Ready.Reader.TryRead(out var message))
            {
                response.ReceivedMessages.Add(GiveOut(queue, message));
            }

            return Task.FromResult(response);
        }

        public override Task<Empty> Acknowledge(AcknowledgeRequest request, ServerCallContext context)
        {
            broker.Note(nameof(Acknowledge), request, context);
            var queue = Find(request.Subscription);
            foreach (var id in request.AckIds)
            {
                queue.Ack(id);
            }

            return Task.FromResult(new Empty());
        }

        public override Task<Empty> ModifyAckDeadline(ModifyAckDeadlineRequest request, ServerCallContext context)
        {
            broker.Note(nameof(ModifyAckDeadline), request, context);
            var queue = Find(request.Subscription);
            if (request.AckDeadlineSeconds == 0)
            {
                foreach (var id in request.AckIds)
                {
                    queue.Nack(id);
                }
            }

            return Task.FromResult(new Empty());
        }

        public override async Task StreamingPull(
            IAsyncStreamReader<StreamingPullRequest> requestStream, IServerStreamWriter<StreamingPullResponse> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            broker.Note(nameof(StreamingPull), requestStream.Current, context);
            var queue = Find(requestStream.Current.Subscription);
            var most = requestStream.Current.MaxOutstandingMessages is var max and > 0 ? max : long.MaxValue;
            Interlocked.Increment(ref broker.Streams);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            var isDone = false;
            var mine = new ConcurrentDictionary<string, bool>();
            var reading = ReadAsync();
            var ended = broker._streamsOver.Task;
            var ending = EndAsync();
            try
            {
                while (await queue.Ready.Reader.WaitToReadAsync(over.Token))
                {
                    var response = new StreamingPullResponse { SubscriptionProperties = new() };
                    while (response.ReceivedMessages.Count < 500 && OutstandingHere() < most && queue.Ready.Reader.TryRead(out var message))
                    {
                        var received = GiveOut(queue, message);
                        mine.TryAdd(received.AckId, true);
                        response.ReceivedMessages.Add(received);
                    }

                    if (response.ReceivedMessages.Count > 0)
                    {
                        await responseStream.WriteAsync(response, context.CancellationToken);
                    }
                    else
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, over.Token);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The client ended the stream.
            }
            finally
            {
                Interlocked.Decrement(ref broker.Streams);
                await over.CancelAsync();
                await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!isDone)
                {
                    foreach (var id in mine.Keys)
                    {
                        queue.Nack(id);
                    }
                }
            }

            if (ended.IsCompleted && await ended is { } failure)
            {
                throw failure;
            }

            async Task EndAsync()
            {
                await ended.WaitAsync(over.Token);
                await over.CancelAsync();
            }

            int OutstandingHere()
            {
                if (mine.Count >= most)
                {
                    foreach (var id in mine.Keys.Where(id => !queue.Outstanding.ContainsKey(id)))
                    {
                        mine.TryRemove(id, out _);
                    }
                }

                return mine.Count;
            }

            async Task ReadAsync()
            {
                while (await requestStream.MoveNext(over.Token))
                {
                }

                isDone = true;
                await over.CancelAsync();
            }
        }

        private Queue Find(string subscription) =>
            broker._queues.TryGetValue(subscription, out var queue)
                ? queue
                : throw new RpcException(new Status(StatusCode.NotFound, $"There is no subscription {subscription}."));

        private ReceivedMessage GiveOut(Queue queue, PubsubMessage message)
        {
            var ackId = $"a{Interlocked.Increment(ref broker._lastId)}";
            queue.Outstanding[ackId] = message;
            return new ReceivedMessage { AckId = ackId, Message = message };
        }
    }
}
