using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Tests.Journal;

public class ConnectionStatesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LabJournal _journal;

    public ConnectionStatesTests() => _journal = new LabJournal(_time);

    [Fact]
    public void A_broker_reconnects_for_ten_seconds_and_is_unreachable_then()
    {
        Label().ShouldBe("●");
        _journal.Append(LabEventKind.ConnectionLost, data: new Reason("refused"));
        _time.Advance(TimeSpan.FromSeconds(4));
        Label().ShouldBe("◌ reconnecting 4 s");

        // Said again, it is the same outage.
        _journal.Append(LabEventKind.ConnectionLost, data: new Reason("refused"));
        _time.Advance(TimeSpan.FromSeconds(8));
        Label().ShouldBe("✗ unreachable 12 s");

        _journal.Append(LabEventKind.ConnectionRestored);
        Label().ShouldBe("●");
    }

    [Fact]
    public void An_empty_broker_is_said_until_it_is_mended()
    {
        _journal.Append(LabEventKind.TopologyLost, data: new Reason("no topic"));
        Label().ShouldBe("✗ empty");
        _journal.Append(LabEventKind.TopologyRestored);
        Label().ShouldBe("●");
    }

    [Fact]
    public void A_worker_has_no_stream_until_it_is_restored_or_the_worker_ends()
    {
        _journal.Append(LabEventKind.ConnectionLost, "w1");
        _journal.Append(LabEventKind.ConnectionLost, "w2");
        _journal.Connections.LostAt("w1").ShouldNotBeNull();
        Label().ShouldBe("●");
        _journal.Connections.WholeSince().ShouldBeNull();

        _journal.Append(LabEventKind.ConnectionRestored, "w1");
        _journal.Connections.LostAt("w1").ShouldBeNull();
        _journal.Append(LabEventKind.WorkerKilled, "w2");
        _journal.Connections.WholeSince().ShouldNotBeNull();
    }

    [Fact]
    public void A_recording_shows_the_connection_of_its_moment()
    {
        var recording = new JournalHistory(_journal);
        _journal.Append(LabEventKind.ConnectionLost, data: new Reason("refused"));
        _time.Advance(TimeSpan.FromSeconds(1));
        _journal.Append(LabEventKind.ConnectionRestored);

        recording.At(1).Connections.Read().LostAt.ShouldNotBeNull();
    }

    private string Label() => _journal.Connections.Read().Label(_journal.Now);
}
