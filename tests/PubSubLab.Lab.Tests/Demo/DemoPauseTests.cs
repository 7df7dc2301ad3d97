using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Demo;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Time;

namespace PubSubLab.Lab.Tests.Demo;

public sealed class DemoPauseTests
{
    [Fact]
    public async Task Held_and_let_go_the_lab_has_the_speed_that_it_had()
    {
        using var clock = new LabClock(new FakeTimeProvider());
        await using var lab = new LabSession(new InMemoryTransport(clock), new LabJournal(clock), ports: new LabPorts { Clock = clock });
        var run = new DemoRun(lab, key => key);
        clock.SetSpeed(10);
        run.TogglePause();
        clock.Speed.ShouldBe(0);
        run.TogglePause();
        clock.Speed.ShouldBe(10);

        run.TogglePause();
        clock.SetSpeed(2);
        run.TogglePause();
        clock.Speed.ShouldBe(2, "the person chose it in the meantime");
    }
}
