using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>Verbs that take or make something on a real project ask first.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ConsentTests : IAsyncLifetime
{
    private LoopbackCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
    }

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("worker", "takes the messages of subscription lab-tasks-sub on project my-project from every other program")]
    [InlineData("worker --json", "takes the messages of subscription lab-tasks-sub on project my-project from every other program")]
    [InlineData("experiment crash", "creates a topic and subscriptions on project my-project")]
    [InlineData("experiment crash --json", "creates a topic and subscriptions on project my-project")]
    [InlineData("experiment routing --strategy nack --users 2", "creates 1 topic and 1 subscription, one strategy after another, on project my-project")]
    public async Task Without_a_terminal_and_without_yes_nothing_is_done(string verb, string says)
    {
        var (code, lines, errors) = await Lab.RunAsync(verb, _cloud.Environment);

        code.ShouldBe(verb.StartsWith("experiment", StringComparison.Ordinal) ? 2 : 1);
        lines.ShouldBeEmpty();
        var said = string.Join('\n', errors);
        said.ShouldContain(says);
        said.ShouldContain("--yes answers yes");
        errors[^1].ShouldEndWith("Nothing was done.");
        _cloud.Faults.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task On_a_terminal_it_is_asked_once_and_no_is_the_answer_without_one()
    {
        Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");
        await using var tmux = await Tmux.OpenAsync(100, 30);
        var settings = string.Join(' ', _cloud.Environment.Select(s => $"{s.Item1}='{s.Item2}'"));

        await tmux.TypeAsync($"env -u PUBSUB_EMULATOR_HOST {settings} {Lab.Program} worker; echo code $?");
        await tmux.UntilAsync("Go on? [y/N]");
        await tmux.PressAsync("Enter");

        await tmux.UntilAsync("code 1");
        _cloud.Faults.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_experiment_that_may_go_on_goes_on()
    {
        await _cloud.MakeTopologyAsync();
        foreach (var account in (string[])[LoopbackCloud.Publisher, LoopbackCloud.Subscriber])
        {
            _cloud.Rights.Set(account, "roles/pubsub.editor");
        }

        var (code, lines, errors) = await Lab.RunAsync("experiment async --yes --slow-seconds 0.2 --messages 4", _cloud.Environment);

        code.ShouldBe(0, string.Join('\n', lines.Concat(errors)));
        _cloud.Faults.Calls.ShouldContain(call => call.Method == "CreateTopic");
    }
}
