using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Tests.Transports;

public sealed class SendingOrderTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly SendingOrder _order = new();
    private readonly List<int> _started = [];

    [Fact]
    public async Task Sends_that_wait_for_one_connection_start_in_the_order_of_the_calls()
    {
        var connection = new TaskCompletionSource<string>();

        var all = Task.WhenAll(Enumerable.Range(0, 100).Select(i => SendAsync(connection.Task, i)));
        _started.ShouldBeEmpty();
        connection.SetResult("open");

        (await all.WaitAsync(s_patience)).ShouldBe(Enumerable.Range(0, 100));
        _started.ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task A_send_whose_lookup_is_over_waits_for_the_one_before_it()
    {
        var lookup = new TaskCompletionSource<string>();
        var first = SendAsync(lookup.Task, 1);

        var second = SendAsync(Task.FromResult("known"), 2);
        _started.ShouldBeEmpty();
        lookup.SetResult("found");

        await Task.WhenAll(first, second).WaitAsync(s_patience);
        _started.ShouldBe([1, 2]);
    }

    [Fact]
    public void A_send_with_nothing_to_wait_for_has_started_when_the_call_returns()
    {
        var answer = new TaskCompletionSource<int>();

        var first = _order.SendAsync(Task.FromResult("open"), _ =>
        {
            _started.Add(1);
            return answer.Task;
        });
        var second = SendAsync(Task.FromResult("open"), 2);

        _started.ShouldBe([1, 2]);
        first.IsCompleted.ShouldBeFalse("its answer is still to come");
        second.IsCompletedSuccessfully.ShouldBeTrue("it waits for no answer");
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    [InlineData("throws")]
    public async Task A_send_that_cannot_start_keeps_nobody_from_starting(string how)
    {
        var blocking = new TaskCompletionSource<string>();
        var ready = new TaskCompletionSource<string>();
        var first = SendAsync(blocking.Task, 1);
        var bad = how == "throws" ? _order.SendAsync(ready.Task, Throw) : SendAsync(ready.Task, 2);
        var last = SendAsync(Task.FromResult("open"), 3);

        switch (how)
        {
            case "cancelled":
                ready.SetCanceled(TestContext.Current.CancellationToken);
                break;
            case "failed":
                ready.SetException(new IOException("lost"));
                break;
            default:
                ready.SetResult("open");
                break;
        }

        _started.ShouldBeEmpty("the first one has not started");
        blocking.SetResult("open");
        await Task.WhenAll(first, last).WaitAsync(s_patience);

        _started.ShouldBe([1, 3]);
        await Should.ThrowAsync<Exception>(bad);
        static Task<int> Throw(string _) => throw new IOException("lost");
    }

    private Task<int> SendAsync(Task<string> ready, int number) => _order.SendAsync(ready, _ =>
    {
        _started.Add(number);
        return Task.FromResult(number);
    });
}
