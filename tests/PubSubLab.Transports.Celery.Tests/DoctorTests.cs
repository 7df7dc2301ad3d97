using PubSubLab.Transports.Celery.Tests.Support;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary><c>doctor</c> says what a worker would meet, in the same words.</summary>
public sealed class DoctorTests(Servers servers)
{
    [Theory]
    [InlineData("quorum")]
    [InlineData("limited")]
    public async Task A_queue_that_was_made_with_other_arguments_works_for_both(string kind)
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        var name = $"{kind}-{Guid.NewGuid():N}";
        await using var channel = await RawChannel.OpenAsync(backend);
        await (kind == "quorum" ? channel.DeclareAsync(name, "x-queue-type", "quorum") : channel.DeclareAsync(name, "x-max-length", 10));

        var (code, said) = await RunAsync(backend, "doctor", name);

        code.ShouldBe(0, said);
        said.ShouldContain($"✓ worker: can take tasks from {name}");
        await using var worker = LabProgram.Start(backend, "worker", "--topic", $"{name}-topic", "--subscription", name);
        await worker.SaysAsync("started");
    }

    [Theory]
    [InlineData("exclusive", "keeps it for another connection")]
    [InlineData("read", "does not allow it: access to queue")]
    [InlineData("configure", "does not allow it: access to exchange")]
    public async Task What_would_stop_a_worker_stops_the_doctor_with_the_same_sentence(string what, string sentence)
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        var name = $"{what}-{Guid.NewGuid():N}";
        await using var channel = await RawChannel.OpenAsync(backend);
        var user = backend;
        if (what == "exclusive")
        {
            await channel.Channel.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        }
        else
        {
            user = await LimitedAsync(backend, name, configure: what == "configure" ? "^$" : ".*", read: what == "read" ? "-topic$" : ".*");
        }

        var doctor = await RunAsync(user, "doctor", name);
        var worker = await RunAsync(user, "worker", name);

        doctor.Code.ShouldBe(1, doctor.Said);
        worker.Code.ShouldBe(1, worker.Said);
        var found = doctor.Said.Split('\n').Single(line => line.StartsWith('✗')).Split(": ", 2)[1].Trim();
        found.ShouldContain(sentence);
        worker.Said.ShouldContain(found);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task The_doctor_leaves_a_waiting_task_where_it_is(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var id = await queue.PublishAsync();

        (await RunAsync(queue.Backend, "doctor", queue.Name, queue.Topic)).Code.ShouldBe(0);

        await queue.SubscribeAsync();
        await queue.DeliversAsync(1);
        queue.Delivered.Single().MessageId.ShouldBe(id);
        queue.Delivered.Single().Attempt.ShouldBe(1);
    }

    private async Task<TestBackend> LimitedAsync(TestBackend backend, string user, string configure, string read)
    {
        var rabbit = await servers.RabbitMqAsync();
        await rabbit.EvaluateAsync(
            $$"""rabbit_auth_backend_internal:add_user(<<"{{user}}">>, <<"secret">>, <<"test">>), rabbit_auth_backend_internal:set_permissions(<<"{{user}}">>, <<"/">>, <<"{{configure}}">>, <<".*">>, <<"{{read}}">>, <<"test">>).""");
        return backend with { Url = $"amqp://{user}:secret@127.0.0.1:{rabbit.Port}//" };
    }

    private static async Task<(int Code, string Said)> RunAsync(TestBackend backend, string verb, string queue, string? topic = null)
    {
        await using var program = LabProgram.Start(backend, verb, "--topic", topic ?? $"{queue}-topic", "--subscription", queue);
        await program.EndAsync().EndsAsync();
        return (program.ExitCode, program.Said);
    }
}
