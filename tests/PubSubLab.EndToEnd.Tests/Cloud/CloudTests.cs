using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>The lab's verbs on a project with two accounts, behind TLS and tokens, on loopback.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CloudTests : IAsyncLifetime
{
    private LoopbackCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
    }

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Doctor_finds_all_well_and_says_what_a_role_does_not_let_it_see()
    {
        await _cloud.MakeTopologyAsync();

        var (code, lines) = await DoctorAsync();

        code.ShouldBe(0, string.Join('\n', lines));
        lines.ShouldContain(l => l.StartsWith("✓ topic lab-tasks: may publish", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("✓ subscription lab-tasks-sub: may consume", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("· subscription is on that topic: roles/pubsub.subscriber does not let", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("✓ the publisher cannot consume", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_names_the_line_that_makes_a_topic_that_is_missing()
    {
        var (code, lines) = await DoctorAsync();

        code.ShouldBe(1);
        lines.ShouldContain(l => l.StartsWith("✗ topic lab-tasks: may publish: it does not exist", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains("gcloud pubsub topics create lab-tasks --project=my-project", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_names_the_role_that_is_missing_and_the_line_that_grants_it()
    {
        await _cloud.MakeTopologyAsync();
        _cloud.Rights.Set(LoopbackCloud.Publisher);
        _cloud.Rights.Set(LoopbackCloud.Subscriber, "roles/pubsub.viewer");

        var (code, lines) = await DoctorAsync();

        code.ShouldBe(1);
        lines.ShouldContain(l => l.StartsWith("✗ topic lab-tasks: may publish: it does not exist, or the account has no right", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains($"--member=serviceAccount:{LoopbackCloud.Publisher} --role=roles/pubsub.publisher", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("✗ subscription lab-tasks-sub: may consume: it exists, and the account may not", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains($"--member=serviceAccount:{LoopbackCloud.Subscriber} --role=roles/pubsub.subscriber", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_says_that_Google_refuses_a_key_and_shows_no_part_of_it()
    {
        _cloud.Accounts.Revoke(LoopbackCloud.Publisher);

        var (code, lines) = await DoctorAsync();

        code.ShouldBe(1);
        lines.ShouldContain(l => l.StartsWith("✗ PUBLISHER_CREDENTIALS: accepted: Google does not accept the key of the publisher account publisher@my-project.iam.gserviceaccount.com. Google says: ", StringComparison.Ordinal));
        var all = string.Join('\n', lines);
        all.ShouldNotContain("PRIVATE KEY");
        _cloud.Accounts.Secrets.Where(secret => all.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Doctor_notices_a_key_that_others_may_read_one_of_another_project_and_one_account_for_both()
    {
        await _cloud.MakeTopologyAsync();
        _cloud.Files.Key("subscriber.json", LoopbackCloud.Publisher, "other-project");
        File.SetUnixFileMode(Path.Combine(_cloud.Folder, "subscriber.json"), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var (code, lines) = await DoctorAsync();

        code.ShouldBe(1);
        lines.ShouldContain(l => l.StartsWith("✗ SUBSCRIBER_CREDENTIALS: who may read it", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains("chmod 600", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("· SUBSCRIBER_CREDENTIALS: project: the account belongs to 'other-project'", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("· two accounts: both are", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_creates_what_is_missing_when_it_was_asked_to()
    {
        _cloud.Rights.Set(LoopbackCloud.Publisher, "roles/pubsub.editor");
        _cloud.Rights.Set(LoopbackCloud.Subscriber, "roles/pubsub.editor");

        var unanswered = await DoctorAsync("doctor --create");
        unanswered.Code.ShouldBe(1);
        var (code, lines) = await DoctorAsync("doctor --create --yes");

        code.ShouldBe(0, string.Join('\n', lines));
        lines.ShouldContain("✓ subscription is on that topic: lab-tasks");
        var cleanup = await Lab.RunAsync("cleanup --yes", _cloud.Environment);
        cleanup.Code.ShouldBe(0, string.Join('\n', cleanup.Errors));
        cleanup.Lines.ShouldContain("removed topic lab-tasks");
        cleanup.Lines.ShouldContain("removed subscription lab-tasks-sub");
    }

    [Fact]
    public async Task A_publisher_key_publishes_a_subscriber_key_consumes()
    {
        await _cloud.MakeTopologyAsync();
        await using var worker = Lab.Start("worker --json --yes", _cloud.Environment);
        await worker.LineAsync(l => l.Contains("\"workerStarted\"", StringComparison.Ordinal));

        var publish = await Lab.RunAsync("publish --count 5", _cloud.Environment);

        publish.Code.ShouldBe(0, string.Join('\n', publish.Errors));
        publish.Lines.ShouldContain("5 published to lab-tasks on cloud my-project.");
        for (var n = 1; n <= 5; n++)
        {
            await worker.LineAsync(l => l.Contains("\"acked\"", StringComparison.Ordinal) && l.Contains($"\"number\":{n}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_is_created_silently_and_a_missing_right_is_said_with_the_way_out()
    {
        var missing = await Lab.RunAsync("publish", _cloud.Environment);
        missing.Code.ShouldBe(1);
        missing.Errors.ShouldContain(l => l.Contains("topic lab-tasks does not exist in project my-project", StringComparison.Ordinal));

        await _cloud.MakeTopologyAsync();
        _cloud.Rights.Set(LoopbackCloud.Publisher);
        var denied = await Lab.RunAsync("publish", _cloud.Environment);
        denied.Code.ShouldBe(1);
        denied.Errors.ShouldContain(l => l.Contains("pubsublab doctor", StringComparison.Ordinal));
    }

    private async Task<(int Code, IReadOnlyList<string> Lines)> DoctorAsync(string arguments = "doctor")
    {
        var (code, lines, errors) = await Lab.RunAsync(arguments, _cloud.Environment);
        lines.ShouldNotBeEmpty(string.Join('\n', errors));
        return (code, lines);
    }
}
