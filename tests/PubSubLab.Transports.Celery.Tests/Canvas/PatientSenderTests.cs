using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Tests.Canvas;

/// <summary>Followers for a broker that is away for a moment, or for good.</summary>
public sealed class PatientSenderTests
{
    private static readonly CeleryMessage s_message = new() { Headers = [], Body = ReadOnlyMemory<byte>.Empty };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public async Task A_follower_that_is_not_taken_at_once_is_sent_again(int failures, int trials)
    {
        var broker = new Broker(failures);
        var time = new FakeTimeProvider();

        var sending = new PatientSender(broker, time).SendAsync("", "q", s_message);
        await Eventually.HoldsAsync(() => sending.IsCompleted, "it is not sent", time, TimeSpan.FromSeconds(1));

        await sending;
        broker.Trials.ShouldBe(trials);
    }

    [Fact]
    public async Task A_broker_that_refuses_each_time_is_the_callers_to_say()
    {
        var broker = new Broker(int.MaxValue);
        var time = new FakeTimeProvider();

        var sending = new PatientSender(broker, time).SendAsync("", "q", s_message);
        await Eventually.HoldsAsync(() => sending.IsCompleted, "it never gives up", time, TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<LabException>(() => sending)).Message.ShouldBe("The broker is away.");
        broker.Trials.ShouldBe(3);
    }

    private sealed class Broker(int failures) : ITaskSender
    {
        public int Trials { get; private set; }

        public Task SendAsync(string exchange, string routingKey, CeleryMessage message) =>
            ++Trials > failures ? Task.CompletedTask : Task.FromException(new LabException("The broker is away."));
    }
}
