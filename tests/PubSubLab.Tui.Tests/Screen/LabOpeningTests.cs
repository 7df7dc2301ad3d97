using PubSubLab.Lab;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Tests.Screen;

public class LabOpeningTests
{
    [Fact]
    public async Task A_lab_that_cannot_open_closes_the_screen_and_says_why()
    {
        using var ending = new CancellationTokenSource();

        var opening = LabOpening.RunAsync(_ => Task.FromException(new LabException("Port 8085 is taken.")), ending);

        (await Should.ThrowAsync<LabException>(opening)).Message.ShouldBe("Port 8085 is taken.");
        ending.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task What_breaks_because_the_screen_ended_is_no_error()
    {
        using var ending = new CancellationTokenSource();
        var broken = new TaskCompletionSource();
        var opening = LabOpening.RunAsync(_ => broken.Task, ending);

        await ending.CancelAsync();
        broken.SetException(new InvalidOperationException("The call was cancelled."));

        await opening;
    }

    [Fact]
    public async Task A_lab_that_opens_leaves_the_screen_open()
    {
        using var ending = new CancellationTokenSource();

        await LabOpening.RunAsync(_ => Task.CompletedTask, ending);

        ending.IsCancellationRequested.ShouldBeFalse();
    }
}
