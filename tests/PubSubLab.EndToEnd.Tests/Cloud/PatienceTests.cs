using Grpc.Core;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>The first calls of a verb meet a service that refuses for a moment, is slow, or never answers.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PatienceTests : IAsyncLifetime
{
    private LoopbackCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
        await _cloud.MakeTopologyAsync();
    }

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("publish")]
    [InlineData("worker --until-idle 2s --yes")]
    [InlineData("doctor")]
    public async Task A_refusal_for_a_moment_is_no_failure(string verb)
    {
        _cloud.Faults.Refuse(CloudRefusal.Unavailable, method: "TestIamPermissions", times: 2);

        var (code, lines, errors) = await Lab.RunAsync(verb, _cloud.Environment);

        code.ShouldBe(0, string.Join('\n', lines.Concat(errors)));
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("worker --until-idle 2s --yes")]
    [InlineData("doctor")]
    [InlineData("cleanup --list")]
    public async Task A_service_that_never_answers_holds_nobody(string verb)
    {
        _cloud.Faults.Silence();

        var (code, lines, errors) = await Lab.RunAsync(verb, _cloud.Environment);

        // That the process ended is the proof; the test's own patience is the limit.
        code.ShouldBe(1, string.Join('\n', lines.Concat(errors)));
        string.Join('\n', lines.Concat(errors)).ShouldContain("Check the network");
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("doctor")]
    public async Task A_token_service_that_never_answers_is_named(string verb)
    {
        _cloud.Faults.Silence(method: "generateAccessToken");
        _cloud.Rights.LetImpersonate("robot@my-project.iam.gserviceaccount.com", LoopbackCloud.Publisher);
        var file = _cloud.Files.ImpersonatedByKey("robot.json", "robot@my-project.iam.gserviceaccount.com", LoopbackCloud.Publisher);

        var (code, lines, errors) = await Lab.RunAsync(verb, [.. _cloud.Environment, ("PUBLISHER_CREDENTIALS", file)]);

        code.ShouldBe(1);
        string.Join('\n', lines.Concat(errors)).ShouldContain("The token service does not answer, so there is no token for the publisher account.");
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("worker --until-idle 2s --yes")]
    [InlineData("doctor")]
    public async Task A_token_endpoint_that_is_broken_matters_to_no_key(string verb)
    {
        _cloud.Faults.Refuse(new CloudRefusal(StatusCode.Unavailable, "Backend error"), method: "token");

        var (code, lines, errors) = await Lab.RunAsync(verb, _cloud.Environment);

        code.ShouldBe(0, string.Join('\n', lines.Concat(errors)));
        _cloud.Faults.Calls.ShouldNotContain(c => c.Method == "token");
    }

    [Theory]
    [InlineData("publish", 3)]
    [InlineData("worker --until-idle 2s --yes", 3)]
    [InlineData("doctor", 3)]
    [InlineData("publish", -3)]
    [InlineData("doctor", -3)]
    public async Task A_clock_that_is_wrong_is_named(string verb, int hours)
    {
        _cloud.Accounts.ClockAhead = TimeSpan.FromHours(hours);

        var (code, lines, errors) = await Lab.RunAsync(verb, _cloud.Environment);

        code.ShouldBe(1);
        string.Join('\n', lines.Concat(errors)).ShouldContain($"This machine's clock is 3 hours {(hours > 0 ? "behind" : "ahead of")} Google's");
    }

    [Fact]
    public async Task A_clock_by_which_the_token_service_refuses_is_named()
    {
        _cloud.Accounts.ClockAhead = TimeSpan.FromHours(3);
        var file = _cloud.Files.ImpersonatedByKey("robot.json", "robot@my-project.iam.gserviceaccount.com", LoopbackCloud.Publisher);

        var (code, _, errors) = await Lab.RunAsync("publish", [.. _cloud.Environment, ("PUBLISHER_CREDENTIALS", file)]);

        code.ShouldBe(1);
        string.Join('\n', errors).ShouldContain("This machine's clock is wrong");
    }

    [Fact]
    public async Task Swapped_keys_are_called_swapped_and_no_grant_is_advised()
    {
        var (code, lines, _) = await Lab.RunAsync(
            "doctor",
            [
                .. _cloud.Environment,
                ("PUBLISHER_CREDENTIALS", Path.Combine(_cloud.Folder, "subscriber.json")), ("SUBSCRIBER_CREDENTIALS", Path.Combine(_cloud.Folder, "publisher.json")),
            ]);

        code.ShouldBe(1);
        lines.ShouldContain(l => l.StartsWith("✗ two accounts: they look swapped", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains("Exchange them in dev.env: PUBLISHER_CREDENTIALS and SUBSCRIBER_CREDENTIALS", StringComparison.Ordinal));
        lines.ShouldNotContain(l => l.Contains("add-iam-policy-binding", StringComparison.Ordinal));
    }
}
