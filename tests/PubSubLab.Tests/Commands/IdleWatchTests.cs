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
    private LabException? _silence;

    public IdleWatchTests() => _journal = new LabJournal(_time);

    [Fact]
    public async Task An_outage_is_no_quiet()
    {
        var idle = new IdleWatch(_journal, s_quiet, Probe).WaitAsync(TestContext.Current.CancellationToken);
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
        var idle = new IdleWatch(_journal, s_quiet, Probe).WaitAsync(TestContext.Current.CancellationToken);
        _journal.Append(LabEventKind.ConnectionLost, data: new Reason("refused"));
        Pass(124);
        (await Should.ThrowAsync<LabException>(idle)).Message.ShouldContain("away for 2");
    }

    [Fact]
    public async Task A_broker_that_gives_no_sign_of_life_is_not_idle()
    {
        _silence = new LabException("No broker answers.");
        var idle = new IdleWatch(_journal, s_quiet, Probe).WaitAsync(TestContext.Current.CancellationToken);
        Pass(20);
        idle.IsCompleted.ShouldBeFalse();

        _silence = null;
        Pass(4);
        await idle;
    }

    [Fact]
    public async Task A_broker_that_stays_silent_ends_the_waiting_with_an_error()
    {
        _silence = new LabException("No broker answers.");
        var idle = new IdleWatch(_journal, TimeSpan.FromSeconds(1), Probe).WaitAsync(TestContext.Current.CancellationToken);
        Pass(130);
        (await Should.ThrowAsync<LabException>(idle)).Message.ShouldContain("away for 2");
    }

    private Task Probe(CancellationToken cancellation) => _silence is { } silence ? Task.FromException(silence) : Task.CompletedTask;

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
