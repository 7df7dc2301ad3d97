using PubSubLab.Lab;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Keys;

public class CommandSetTests
{
    [Fact]
    public void A_command_that_comes_too_late_is_said_and_ends_nothing()
    {
        using var stage = new Stage();
        var commands = new CommandSet(stage.Session, stage.Keys, stage.Get<Notices>(), stage.Get<Revision>());
        commands.Add(CommandIds.Kill, () => throw new LabException("There is no worker 'w7'."));

        commands.Run(CommandIds.Kill);

        stage.Notice.ShouldNotBeNull().IsError.ShouldBeTrue();
        stage.Frame.ShouldContain("There is no worker 'w7'.");
    }
}
