using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Routing;

/// <summary>
/// Workers that pull, where there are too many subscriptions for streams: first everything is published, then each worker fetches what
/// waits for its users, subscription by subscription. So latency is the time of the whole sweep, not of one message.
/// </summary>
internal sealed class PullCollector(
    RoutingPost post, RoutingLedger ledger, IBulkTransport transport, ListenerPairs pairs, ResourceMeter meter, Action<string> say)
{
    private const int PublishBatch = 1_000;
    private const int PullsAtATime = 64;
    private const int MostEmptyPulls = 3;
    private const int Step = 100_000;

    private int _collected;

    /// <summary>Publishes every message, up to 1,000 in a request.</summary>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        var byTopic = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var message = 0; message < post.Crowd.Recipients.Count; message++)
        {
            var topic = post.Write(message, post.Crowd.WorkerOf[post.Crowd.Recipients[message]]).Topic;
            if (!byTopic.TryGetValue(topic, out var messages))
            {
                byTopic.Add(topic, messages = []);
            }

            messages.Add(message);
        }

        say($"{post.Crowd.Recipients.Count:N0} messages go to {byTopic.Count:N0} topics.");
        var requests = byTopic.SelectMany(t => t.Value.Chunk(PublishBatch).Select(chunk => (Topic: t.Key, Messages: chunk)));
        await Parallel.ForEachAsync(requests, At(8, cancellation), async (request, token) =>
        {
            var tasks = new LabTask[request.Messages.Length];
            for (var i = 0; i < tasks.Length; i++)
            {
                tasks[i] = post.Write(request.Messages[i], post.Crowd.WorkerOf[post.Crowd.Recipients[request.Messages[i]]]).Task;
                ledger.Sending(request.Messages[i]);
            }

            await transport.PublishManyAsync(request.Topic, tasks, token);
            foreach (var message in request.Messages)
            {
                ledger.Sent(message);
            }
        });
        meter.Sample();
    }

    /// <summary>Fetches until every user has what is theirs, or nothing comes any more.</summary>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        var messagesOf = new int[post.Crowd.Users.Count];
        foreach (var user in post.Crowd.Recipients)
        {
            messagesOf[user]++;
        }

        var jobs = new Dictionary<(string Subscription, int Worker), int>();
        for (var user = 0; user < messagesOf.Length; user++)
        {
            if (messagesOf[user] > 0)
            {
                var key = (pairs.SubscriptionOf(user), post.Crowd.WorkerOf[user]);
                jobs[key] = jobs.GetValueOrDefault(key) + messagesOf[user];
            }
        }

        // Shuffled: a worker with more users at a subscription would come first more often, and theory has each of them first as often.
        var order = jobs.ToArray();
        new Random(post.Options.Seed).Shuffle(order);
        say($"{order.Length:N0} pairs of worker and subscription are pulled, {PullsAtATime} at a time.");
        await Parallel.ForEachAsync(order, At(PullsAtATime, cancellation), (job, token) => CollectAsync(job.Key.Subscription, job.Key.Worker, job.Value, token));
        meter.Sample();
    }

    private async ValueTask CollectAsync(string subscription, int worker, int expected, CancellationToken cancellation)
    {
        for (var empty = 0; expected > 0 && empty < MostEmptyPulls;)
        {
            var pulled = await transport.PullAsync(subscription, PublishBatch, cancellation);
            empty = pulled.Count == 0 ? empty + 1 : 0;
            List<PulledDelivery> ack = [], nack = [];
            foreach (var delivery in pulled)
            {
                var (message, user) = post.Read(delivery.Task);
                if (message < 0 || user < 0)
                {
                    nack.Add(delivery);
                    continue;
                }

                ledger.Delivery();
                if (post.Crowd.WorkerOf[user] == worker)
                {
                    ledger.Keep(message, user, worker, subscription == post.SubscriptionOf(user, worker));
                    ack.Add(delivery);
                }
                else
                {
                    ledger.GaveBack(message);
                    nack.Add(delivery);
                }
            }

            if (pulled.Count > 0)
            {
                await transport.AnswerAsync(subscription, ack, nack, cancellation);
                expected -= ack.Count;
            }

            Count(ack.Count);
        }
    }

    private void Count(int more)
    {
        var now = Interlocked.Add(ref _collected, more);
        if (now / Step != (now - more) / Step)
        {
            meter.Sample();
            say($"{ledger.Useful:N0} of {ledger.Published:N0} messages reached their user, {ledger.Nacked:N0} nacks.");
        }
    }

    private static ParallelOptions At(int degree, CancellationToken cancellation) => new() { MaxDegreeOfParallelism = degree, CancellationToken = cancellation };
}
