using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Tests.Transports;

public class BrokerWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<BrokerAnswer> _answers = Channel.CreateUnbounded<BrokerAnswer>();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task What_changes_is_said_once()
    {
        await using var watch = Watch(always: true);
        watch.Start();
        await AnswerAsync(new BrokerAnswer(null));
        await AnswerAsync(new BrokerAnswer("refused"));
        await AnswerAsync(new BrokerAnswer("refused"));
        await AnswerAsync(new BrokerAnswer(null, "no topic"));
        await AnswerAsync(new BrokerAnswer(null, "no topic"));
        await AnswerAsync(new BrokerAnswer(null, "topic was deleted", IsEmpty: false));
        await AnswerAsync(new BrokerAnswer(null));

        foreach (var expected in new[] { "ConnectionLost", "ConnectionRestored", "TopologyLost", "TopologyDeleted", "TopologyRestored" })
        {
            (await ToldAsync()).ShouldStartWith(expected);
        }

        _told.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Google_Cloud_is_asked_only_while_a_stream_is_lost()
    {
        await using var watch = Watch(always: false);
        watch.Start();
        _answers.Writer.TryWrite(new BrokerAnswer("refused"));
        using var news = new StreamNews(new SubscribeOptions { Subscription = "s", Worker = "w1" }, (_, _, _) => { }, watch);
        _answers.Reader.Count.ShouldBe(1);

        watch.StreamLost(news);

        (await ToldAsync()).ShouldStartWith("ConnectionLost");
    }

    private BrokerWatch Watch(bool always) => new(
        async cancellation => await _answers.Reader.ReadAsync(cancellation), (kind, worker, sentence) => _told.Writer.TryWrite($"{kind} {worker} {sentence}"), always, _time);

    private Task AnswerAsync(BrokerAnswer answer)
    {
        _answers.Writer.TryWrite(answer);
        return Eventually.HoldsAsync(() => _answers.Reader.Count == 0, "the watch asks", _time, BrokerWatch.Interval);
    }

    private async Task<string> ToldAsync() => await _told.Reader.ReadAsync(TestContext.Current.CancellationToken);
}
