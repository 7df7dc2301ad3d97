using PubSubLab.Lab;
using PubSubLab.Tui.Commands;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Screen;

public class CommandSetTests
{
    [Fact]
    public void A_command_that_comes_too_late_is_said_and_ends_nothing()
    {
        using var stage = new Stage();
        var commands = new CommandSet(stage.State);
        commands.Add(CommandIds.Kill, () => throw new LabException("There is no worker 'w7'."));

        commands.Run(CommandIds.Kill);

        stage.State.Notice.ShouldNotBeNull().IsError.ShouldBeTrue();
        stage.Frame.ShouldContain("There is no worker 'w7'.");
    }
}
