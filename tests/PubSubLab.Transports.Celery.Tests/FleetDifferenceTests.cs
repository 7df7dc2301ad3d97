using System.Text.Json;
using PubSubLab.Transports.Celery.Tests.Support;
using RabbitMQ.Client;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary><c>doctor</c> finds what other programs on the broker have otherwise, and says which setting to change.</summary>
public sealed class FleetDifferenceTests(Servers servers)
{
    [Theory]
    [InlineData("""{"global_keyprefix": "app:"}""", "0", "under the prefix 'app:', and 1 task waits there", "Set CELERY_GLOBAL_KEYPREFIX=app:.")]
    [InlineData("""{"sep": ":"}""", "9", "the separator ':'", "Set CELERY_SEP=:.")]
    [InlineData("""{"priority_steps": [0, 1, 2, 3, 4]}""", "2", "1 task waits in steps of priority that the lab does not read", "Set CELERY_PRIORITY_STEPS=0,2,3,6,9")]
    public async Task Tasks_of_Python_that_the_lab_would_never_read_are_found(string options, string priority, string found, string next)
    {
        Needs.Skip("redis", python: true);
        var backend = await servers.AloneAsync("redis");
        await PythonProducer.RunAsync(backend with { TransportOptions = options }, "shared", "echo", "--priority", priority, "--wait", "0");

        var (code, said) = await DoctorAsync(backend, "shared");

        code.ShouldBe(1, said);
        said.ShouldContain($"✗ others: ");
        said.ShouldContain(found);
        said.ShouldContain(next);
    }

    [Fact]
    public async Task With_the_same_settings_nothing_is_found()
    {
        Needs.Skip("redis", python: true);
        var backend = await servers.AloneAsync("redis");
        await PythonProducer.RunAsync(
            backend with { TransportOptions = """{"global_keyprefix": "app:", "sep": ":"}""" }, "shared", "echo", "--priority", "9", "--wait", "0");

        var (code, said) = await DoctorAsync(backend with { Url = $"{backend.Url}?global_keyprefix=app:&sep=:" }, "shared");

        code.ShouldBe(0, said);
        said.Split('\n').Count(line => line.Contains("others: ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Tasks_of_another_queue_and_tasks_outstanding_too_long_are_said()
    {
        Needs.Skip("redis", python: true);
        var backend = await servers.AloneAsync("redis");
        await PythonProducer.RunAsync(backend, "celery", "echo", "--count", "2", "--wait", "0");
        await using var results = await StoredResults.OpenAsync(backend);
        await results.Database.SortedSetAddAsync("unacked_index", "tag", TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds());
        await results.Database.HashSetAsync("unacked", "tag", "[{}, \"\", \"shared\"]");

        var (code, said) = await DoctorAsync(backend, "shared");

        code.ShouldBe(0, said);
        said.ShouldContain("Tasks wait in other queues: 'celery' (2).");
        said.ShouldContain("1 task is outstanding for up to 1 h");
        said.ShouldContain("Set CELERY_VISIBILITY_TIMEOUT");
    }

    [Fact]
    public async Task A_queue_of_another_type_and_an_exchange_of_another_type_are_said()
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        var name = $"other-{Guid.NewGuid():N}";
        await using var channel = await RawChannel.OpenAsync(backend);
        await channel.DeclareAsync(name, "x-queue-type", "quorum");
        await channel.Channel.ExchangeDeclareAsync($"{name}-topic", ExchangeType.Direct, durable: true, cancellationToken: TestContext.Current.CancellationToken);

        var (code, said) = await DoctorAsync(backend, name);

        code.ShouldBe(1, said);
        said.ShouldContain($"✗ others: Exchange '{name}-topic' has type 'direct', and the lab would make it with 'topic'");
        said.ShouldContain($"Queue '{name}' has x-queue-type 'quorum', and the lab would make it with none.");
        said.ShouldContain("Set CELERY_TASK_DEFAULT_QUEUE_TYPE=quorum.");
    }

    private static async Task<(int Code, string Said)> DoctorAsync(TestBackend backend, string queue)
    {
        await using var program = LabProgram.Start(backend, "doctor", "--topic", $"{queue}-topic", "--subscription", queue);
        await program.EndAsync().EndsAsync();
        return (program.ExitCode, program.Said);
    }
}
