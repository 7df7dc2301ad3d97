using Google.Cloud.PubSub.V1;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.GcPubSub;

/// <summary>The lab and a puller of Python on one queue of Pub/Sub, of which one of each is killed with outstanding tasks.</summary>
public sealed class KillTests(Servers servers)
{
    private const int Tasks = 40;
    private const int OfPython = 8;
    private const int OfTheLab = 4;

    [Fact]
    public async Task Tasks_of_killed_workers_on_both_sides_come_back_after_the_ack_deadline_and_none_is_lost()
    {
        Needs.Skip("gcpubsub");
        Needs.SkipWithoutPython();
        var backend = await servers.AloneAsync("gcpubsub");
        var emulator = await servers.EmulatorAsync();
        var name = $"killed-{Guid.NewGuid():N}";
        await MakeAsync(emulator, name);
        await using var queue = await TestQueue.OpenAsync(backend, name: name);
        await using var results = await StoredResults.OpenAsync(backend);
        var ids = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(n => queue.PublishAsync($"{n}", ("celery_task", "slow"))));

        await using (var doomedPython = Pulling(backend, name, "3600"))
        await using (var doomedLab = Lab(backend, name, "3600"))
        {
            await Eventually.HoldsAsync(() => Of(doomedPython, "took ").Count > 0, doomedPython.Said);
            await Eventually.HoldsAsync(() => Count(doomedLab.Said, "\"delivered\"") == OfTheLab, doomedLab.Said);
            await doomedPython.KillAsync();
            await doomedLab.KillAsync();
        }

        await using var python = Pulling(backend, name, "0.05");
        await using var lab = Lab(backend, name, "0.05");
        await Eventually.HoldsAsync(() => emulator.Count(name) == (0, 0), "tasks are left");
        await Eventually.HoldsAsync(
            async () => (await Task.WhenAll(ids.Except(Of(python, "done ")).Select(id => results.Database.KeyExistsAsync($"celery-task-meta-{id}")))).All(static done => done), "a task is lost");

        var (byPython, byLab) = (Of(python, "done ").Count, Count(lab.Said, "\"delivered\""));
        var twice = byPython + byLab - Tasks;
        TestContext.Current.TestOutputHelper?.WriteLine($"gcpubsub: {Tasks} tasks; {byPython} by Python, {byLab} by the lab; lost 0, done twice {twice}.");
        twice.ShouldBeLessThanOrEqualTo(OfPython + OfTheLab, "only the tasks that the killed workers had can be done twice");
    }

    /// <summary>Kombu's queue, but with the shortest ack deadline of Pub/Sub: Kombu's own is 240 s.</summary>
    private static async Task MakeAsync(EmulatorServer emulator, string name)
    {
        var topic = TopicName.FromProjectTopic(EmulatorServer.Project, name);
        await (await emulator.TopicsAsync()).CreateTopicAsync(topic, TestContext.Current.CancellationToken);
        await (await emulator.SubscriptionsAsync()).CreateSubscriptionAsync(
            new Subscription { Name = EmulatorServer.NameOf(name), Topic = $"{topic}", AckDeadlineSeconds = 10, Filter = $"attributes.routing_key=\"{name}\"" },
            TestContext.Current.CancellationToken);
    }

    private static ServerProcess Pulling(TestBackend backend, string queue, string seconds) => ServerProcess.Start(
        Needs.PythonPath, [Repository.File("tests", "PubSubLab.Transports.Celery.Tests", "Python", "pulling.py"), seconds],
        PythonProducer.EnvironmentOf(backend, queue), Path.GetTempPath());

    private static ServerProcess Lab(TestBackend backend, string queue, string seconds) => LabProgram.Start(
        backend, "worker", "--json", "--handler", "slow", "--slow-seconds", seconds, "--max-in-flight", $"{OfTheLab}", "--topic", "unused", "--subscription", queue);

    private static List<string> Of(ServerProcess process, string word) =>
        [.. process.Said.Split('\n').Where(line => line.StartsWith(word, StringComparison.Ordinal)).Select(line => line[word.Length..].Trim())];

    private static int Count(string said, string word) => said.Split('\n').Count(line => line.Contains(word, StringComparison.Ordinal));
}
