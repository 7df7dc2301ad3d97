using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using Google.Cloud.PubSub.V1.Concurrency;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Subscribing;

public class AckLaneTests
{
    private readonly TaskGroup _tasks = new(TaskScheduler.Default);
    private readonly ConcurrentQueue<(List<OutstandingDelivery> Batch, TaskCompletionSource Answer)> _requests = new();
    private readonly AckLane _lane;

    public AckLaneTests() => _lane = new AckLane(_tasks, batch =>
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue((batch, answer));
        return answer.Task;
    });

    [Fact]
    public async Task A_request_carries_at_most_2500_ids_and_each_id_is_sent_once()
    {
        var deliveries = Deliveries(6_000);
        _lane.Add(deliveries);

        var sent = await AnswerAllAsync();

        sent.Select(batch => batch.Count).ShouldBe([2_500, 2_500, 1_000]);
        sent.SelectMany(batch => batch).ShouldBe(deliveries);
    }

    [Fact]
    public async Task What_comes_in_while_a_request_is_outstanding_travels_with_the_next()
    {
        var deliveries = Deliveries(4);
        _lane.Add(deliveries[0]);
        await Eventually.HoldsAsync(() => _requests.Count == 1, "the first request is sent");
        _lane.Add(deliveries[1]);
        _lane.Add([deliveries[2], deliveries[3]]);

        var sent = await AnswerAllAsync();

        sent.Select(batch => batch.Count).ShouldBe([1, 3]);
        sent[1].ShouldBe(deliveries[1..]);
    }

    // Answers one request after the other until the lane has none.
    private async Task<List<List<OutstandingDelivery>>> AnswerAllAsync()
    {
        var sent = new List<List<OutstandingDelivery>>();
        var idle = _tasks.WhenEmptyAsync();
        while (!idle.IsCompleted)
        {
            await Eventually.HoldsAsync(() => idle.IsCompleted || !_requests.IsEmpty, "a request is sent");
            while (_requests.TryDequeue(out var request))
            {
                sent.Add(request.Batch);
                sent.Count.ShouldBeLessThan(100, "the lane ends");
                request.Answer.SetResult();
            }
        }

        return sent;
    }

    private static OutstandingDelivery[] Deliveries(int count) => [.. Enumerable.Range(0, count).Select(index =>
        new OutstandingDelivery(null!, new ReceivedMessage { AckId = $"{index}", Message = new PubsubMessage() }, new LeaseGroup(null!), ordered: false))];
}
