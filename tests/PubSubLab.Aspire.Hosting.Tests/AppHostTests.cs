using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace PubSubLab.Aspire.Hosting.Tests;

/// <summary>The documented app host, and others like it, run with Aspire's orchestrator.</summary>
public sealed class AppHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_documented_app_host_gives_its_program_an_emulator_with_its_topics()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "node"))), "node is not installed.");
        await using var host = await CreateAsync();
        await using var app = await host.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation).EndsAsync();

        var ended = await app.ResourceNotifications.WaitForResourceAsync("billing", e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), Cancellation).EndsAsync();

        var log = await LogAsync(app, "billing");
        ended.Snapshot.ExitCode.ShouldBe(0, log);
        log.ShouldContain("billed order 1");
        (await LogAsync(app, "pubsub")).ShouldContain($"The emulator listens on {await app.GetConnectionStringAsync("pubsub", Cancellation)}.");
    }

    [Fact]
    public async Task The_emulator_ends_with_the_app_host()
    {
        string address;
        await using (var host = await CreateAsync())
        {
            await using var app = await host.BuildAsync(Cancellation);
            await app.StartAsync(Cancellation).EndsAsync();
            await app.ResourceNotifications.WaitForResourceAsync("pubsub", KnownResourceStates.Running, Cancellation).EndsAsync();
            address = (await app.GetConnectionStringAsync("pubsub", Cancellation))!;
        }

        using var socket = new TcpClient();
        await Should.ThrowAsync<SocketException>(() => socket.ConnectAsync(IPEndPoint.Parse(address), Cancellation).AsTask());
    }

    [Fact]
    public async Task A_failure_of_the_app_hosts_own_code_is_the_resources_state_and_readers_of_the_address_get_it()
    {
        await using var host = await CreateAsync();
        var broken = host.AddPubSubEmulator("broken");
        host.Eventing.Subscribe<BeforeResourceStartedEvent>(broken.Resource, static (_, _) => throw new InvalidOperationException("No secret is set."));
        await using var app = await host.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation).EndsAsync();

        await app.ResourceNotifications.WaitForResourceAsync("broken", KnownResourceStates.FailedToStart, Cancellation).EndsAsync();

        (await LogAsync(app, "broken")).ShouldContain("No secret is set.");
        await Should.ThrowAsync<InvalidOperationException>(() => broken.Resource.ConnectionStringExpression.GetValueAsync(Cancellation).AsTask().EndsAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_the_resources_state_and_the_app_host_goes_on()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var host = await CreateAsync();
        host.AddPubSubEmulator("taken", ((IPEndPoint)other.LocalEndpoint).Port);
        host.AddPubSubEmulator("wrong").WithTopology("no-such-file.yaml");
        await using var app = await host.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation).EndsAsync();

        await app.ResourceNotifications.WaitForResourceAsync("taken", KnownResourceStates.FailedToStart, Cancellation).EndsAsync();
        await app.ResourceNotifications.WaitForResourceAsync("wrong", KnownResourceStates.FailedToStart, Cancellation).EndsAsync();
        await app.ResourceNotifications.WaitForResourceAsync("pubsub", KnownResourceStates.Running, Cancellation).EndsAsync();

        (await LogAsync(app, "taken")).ShouldContain("The emulator did not start.");
        (await LogAsync(app, "wrong")).ShouldContain("no-such-file.yaml");
    }

    private static Task<IDistributedApplicationTestingBuilder> CreateAsync()
    {
        var orchestrator = typeof(AppHostTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(static m => m.Key == "Orchestrator")?.Value;
        Assert.SkipWhen(orchestrator is null, "Aspire's orchestrator is set up for Linux on x64 only.");
        var program = Assembly.Load("PubSubLab.Samples.AppHost").EntryPoint!.DeclaringType!;
        // Without a dashboard its path is not used, and still required.
        return DistributedApplicationTestingBuilder.CreateAsync(
            program, [$"--DcpPublisher:CliPath={orchestrator}", "--DcpPublisher:DashboardPath=none"], Cancellation).EndsAsync();
    }

    private static async Task<string> LogAsync(DistributedApplication app, string resource)
    {
        var lines = new List<string>();
        var service = app.Services.GetRequiredService<ResourceLoggerService>();
        var all = app.ResourceNotifications.TryGetCurrentState(resource, out var state) ? service.GetAllAsync(state.ResourceId) : service.GetAllAsync(resource);
        await foreach (var batch in all.WithCancellation(Cancellation))
        {
            lines.AddRange(batch.Select(static line => line.Content));
        }

        return string.Join('\n', lines);
    }
}
