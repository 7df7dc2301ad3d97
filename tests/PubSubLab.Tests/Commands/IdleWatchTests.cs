using Microsoft.Extensions.Time.Testing;
using PubSubLab.Commands;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Tests.Commands;

public class IdleWatchTests
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _time = new();
    private readonly LabJournal _journal;

    public IdleWatchTests() => _journal = new LabJournal(_time);

    [Fact]
    public async Task An_outage_is_no_quiet()
    {
        var idle = new IdleWatch(_journal, s_quiet).WaitAsync(TestContext.Current.CancellationToken);
        _journal.Append(LabEventKind.ConnectionLost, "w1");
        Pass(20);
        idle.IsCompleted.ShouldBeFalse();

        _journal.Append(LabEventKind.ConnectionRestored, "w1");
        Pass(2);
        idle.IsCompleted.ShouldBeFalse();
        Pass(3);
        await idle;
    }

    [Fact]
    public async Task An_outage_of_two_minutes_is_an_error_and_no_quiet()
    {
        var idle = new IdleWatch(_journal, s_quiet).WaitAsync(TestContext.Current.CancellationToken);
        _journal.Append(LabEventKind.ConnectionLost, data: new Reason("refused"));
        Pass(124);
        (await Should.ThrowAsync<LabException>(idle)).Message.ShouldContain("away for 2");
    }

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
