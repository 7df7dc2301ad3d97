using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>Every kind of credentials that Google's library loads publishes and consumes, with a file and without.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CredentialTests : IAsyncLifetime
{
    private LoopbackCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
        await _cloud.MakeTopologyAsync();
    }

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;

    public static TheoryData<string> Kinds => [.. CredentialKind.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_of_any_type_serves_both_settings(string kind) => await PublishAndConsumeAsync(
        ("PUBLISHER_CREDENTIALS", CredentialKind.Write(_cloud, kind, "p-any.json", LoopbackCloud.Publisher)),
        ("SUBSCRIBER_CREDENTIALS", CredentialKind.Write(_cloud, kind, "s-any.json", LoopbackCloud.Subscriber)));

    [Fact]
    public async Task Default_credentials_impersonate_the_two_accounts_that_settings_name()
    {
        _cloud.Rights.LetImpersonate(LoopbackCloud.Person, LoopbackCloud.Publisher);
        _cloud.Rights.LetImpersonate(LoopbackCloud.Person, LoopbackCloud.Subscriber);
        var environment = Impersonating(("GOOGLE_APPLICATION_CREDENTIALS", _cloud.Files.User("person.json", LoopbackCloud.Person)));

        await PublishAndConsumeAsync(environment);
        var doctor = await Lab.RunAsync("doctor", [.. _cloud.Place, ("HTTPS_PROXY", _cloud.Proxy.Address), .. environment]);

        doctor.Code.ShouldBe(0, string.Join('\n', doctor.Lines));
        doctor.Lines.ShouldContain(l => l.StartsWith("✓ publisher account: the application default credentials", StringComparison.Ordinal) && l.EndsWith($"a person's sign-in, acting as {LoopbackCloud.Publisher}", StringComparison.Ordinal));
        doctor.Lines.ShouldContain("✓ publisher account: accepted: Google takes the account's calls");
        doctor.Lines.ShouldContain(l => l.StartsWith("✓ the publisher cannot consume", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_gcloud_wrote_at_the_sign_in_is_found_without_any_setting()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_cloud.Folder, ".config", "gcloud"));
        _cloud.Files.User(Path.Combine(folder.FullName, "application_default_credentials.json"), LoopbackCloud.Person);
        _cloud.Rights.Set(LoopbackCloud.Person, "roles/pubsub.editor");

        await PublishAndConsumeAsync();
    }

    [Fact]
    public async Task A_virtual_machine_s_account_is_found_through_the_metadata_server()
    {
        _cloud.Tokens.MachineAccount = "machine@my-project.iam.gserviceaccount.com";
        _cloud.Rights.Set(_cloud.Tokens.MachineAccount, "roles/pubsub.editor");

        await PublishAndConsumeAsync(("GCE_METADATA_HOST", _cloud.TokenHost));
    }

    [Fact]
    public async Task A_machine_s_account_impersonates_too()
    {
        _cloud.Tokens.MachineAccount = "machine@my-project.iam.gserviceaccount.com";
        _cloud.Rights.LetImpersonate(_cloud.Tokens.MachineAccount, LoopbackCloud.Publisher);
        _cloud.Rights.LetImpersonate(_cloud.Tokens.MachineAccount, LoopbackCloud.Subscriber);

        await PublishAndConsumeAsync(Impersonating(("GCE_METADATA_HOST", _cloud.TokenHost)));
    }

    [Fact]
    public async Task An_account_that_the_file_impersonates_is_a_link_on_the_way_to_the_one_that_a_setting_names()
    {
        const string between = "between@my-project.iam.gserviceaccount.com";
        _cloud.Rights.LetImpersonate(LoopbackCloud.Person, between);
        _cloud.Rights.LetImpersonate(between, LoopbackCloud.Publisher);
        _cloud.Rights.LetImpersonate(between, LoopbackCloud.Subscriber);

        await PublishAndConsumeAsync(Impersonating(("GOOGLE_APPLICATION_CREDENTIALS", _cloud.Files.ImpersonatedByUser("between.json", LoopbackCloud.Person, between))));
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("worker --until-idle 2s --yes")]
    [InlineData("doctor")]
    [InlineData("cleanup --list")]
    public async Task A_source_that_may_not_impersonate_is_told_the_line_that_lets_it(string verb)
    {
        var (code, text) = await RunAsync(verb, Impersonating(("GOOGLE_APPLICATION_CREDENTIALS", _cloud.Files.User("person.json", LoopbackCloud.Person))));

        code.ShouldBe(1, text);
        text.ShouldContain("may not act as");
        text.ShouldContain("Permission 'iam.serviceAccounts.getAccessToken' denied");
        text.ShouldContain("--role=roles/iam.serviceAccountTokenCreator");
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("worker --until-idle 2s --yes")]
    [InlineData("doctor")]
    public async Task Without_any_credentials_both_ways_to_get_some_are_said(string verb)
    {
        var (code, text) = await RunAsync(verb);

        code.ShouldBe(1, text);
        text.ShouldContain("gcloud auth application-default login");
        text.ShouldContain("_CREDENTIALS names no file");
    }

    [Fact]
    public async Task A_sign_in_that_is_over_is_said_with_the_line_that_renews_it()
    {
        var file = _cloud.Files.User("person.json", LoopbackCloud.Person);
        _cloud.Accounts.Revoke(LoopbackCloud.Person);

        var (code, text) = await RunAsync("publish", ("PUBLISHER_CREDENTIALS", file));

        code.ShouldBe(1, text);
        text.ShouldContain("invalid_grant, Token has been expired or revoked");
        text.ShouldContain("gcloud auth application-default login");
    }

    [Fact]
    public async Task Publishing_needs_no_subscriber_and_consuming_no_publisher()
    {
        var publish = await RunAsync("publish", ("PUBLISHER_CREDENTIALS", Path.Combine(_cloud.Folder, "publisher.json")), ("SUBSCRIBER_CREDENTIALS", "/nowhere.json"));
        var worker = await RunAsync("worker --until-idle 2s --yes", ("SUBSCRIBER_CREDENTIALS", Path.Combine(_cloud.Folder, "subscriber.json")), ("PUBLISHER_CREDENTIALS", "/nowhere.json"));

        publish.Code.ShouldBe(0, publish.Text);
        worker.Code.ShouldBe(0, worker.Text);
        _cloud.Faults.Calls.Where(c => c.Method == "Publish").ShouldAllBe(c => c.Account == LoopbackCloud.Publisher);
        _cloud.Faults.Calls.Where(c => c.Method == "StreamingPull").ShouldAllBe(c => c.Account == LoopbackCloud.Subscriber);
    }

    private static (string, string)[] Impersonating(params (string, string)[] source) =>
        [.. source, ("PUBLISHER_ACCOUNT", LoopbackCloud.Publisher), ("SUBSCRIBER_ACCOUNT", LoopbackCloud.Subscriber)];

    private async Task PublishAndConsumeAsync(params (string, string)[] environment)
    {
        var publish = await RunAsync("publish --count 3", environment);
        var worker = await RunAsync("worker --until-idle 3s --json --yes", environment);

        publish.Code.ShouldBe(0, publish.Text);
        worker.Code.ShouldBe(0, worker.Text);
        worker.Text.Split('\n').Count(l => l.Contains("\"acked\"", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(3);
    }

    private async Task<(int Code, string Text)> RunAsync(string verb, params (string, string)[] environment)
    {
        var (code, lines, errors) = await Lab.RunAsync(verb, [.. _cloud.Place, ("HTTPS_PROXY", _cloud.Proxy.Address), .. environment]);
        return (code, string.Join('\n', lines.Concat(errors)));
    }
}
