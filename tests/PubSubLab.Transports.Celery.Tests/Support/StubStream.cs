using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>A stream of <see cref="StubPubSub"/>.</summary>
internal sealed class StubStream(SubscribeOptions options, DeliveryCallback callback) : ITransportSubscription
{
    private readonly List<Task> _answers = [];
    private readonly TaskCompletionSource _completion = new();

    public SubscribeOptions Options => options;

    public bool IsStopped { get; private set; }

    public bool IsSevered { get; private set; }

    public Task Completion => _completion.Task;

    /// <summary>Delivers a message.</summary>
    /// <returns>The worker's answer.</returns>
    public Task<Verdict> DeliverAsync(string messageId, LabTask task, int attempt = 0)
    {
        var answer = callback(new Delivery(messageId, task, attempt, null), CancellationToken.None);
        _answers.Add(answer);
        return answer;
    }

    public Task StopAsync(TimeSpan timeout)
    {
        IsStopped = true;
        return Task.WhenAll(_answers);
    }

    public void Sever() => IsSevered = true;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_answers);
        _completion.TrySetResult();
    }
}
