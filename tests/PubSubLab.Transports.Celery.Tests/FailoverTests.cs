using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Several addresses of a broker: tried in turn at the start, and after a lost connection.</summary>
public sealed class FailoverTests(Servers servers)
{
    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_first_address_that_is_dead_is_passed_over(string name)
    {
        Needs.Skip(name);
        var backend = await servers.BackendAsync(name);
        await using var queue = await TestQueue.OpenAsync(backend with { Url = $"{At(backend, ServerProcess.FreePort())};{backend.Url}" });
        await queue.SubscribeAsync();
        await queue.PublishAsync();

        await queue.DeliversAsync(1);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task An_address_that_goes_away_is_replaced_by_the_next(string name)
    {
        Needs.Skip(name);
        var backend = await servers.BackendAsync(name);
        var proxy = FreezableProxy.Start(new Uri(backend.Url).Port);
        await using var queue = await TestQueue.OpenAsync(backend with { Url = $"{At(backend, proxy.Port)};{backend.Url}" });
        await queue.SubscribeAsync();
        await queue.PublishAsync();
        await queue.DeliversAsync(1);

        await proxy.DisposeAsync();

        await Eventually.HoldsAsync(async () => await TryAsync(() => queue.PublishAsync()), "nothing can be published");
        await queue.DeliversAsync(2);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Where_none_answers_each_is_named_without_its_password(string name)
    {
        var (one, two) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        var scheme = name == "redis" ? "redis" : "amqp";
        await using var transport = new TestBackend(name, $"{scheme}://u:s3cret@127.0.0.1:{one};{scheme}://u:s3cret@127.0.0.1:{two}", "redis://127.0.0.1")
            .Open(new CeleryOptions { Patience = TimeSpan.FromSeconds(1) });

        var said = (await Should.ThrowAsync<LabException>(() => transport.ProbeAsync(TestContext.Current.CancellationToken))).Message;

        said.ShouldContain($"127.0.0.1:{one} does not answer");
        said.ShouldContain($"127.0.0.1:{two} does not answer");
        said.ShouldNotContain("s3cret");
    }

    private static string At(TestBackend backend, int port) => backend.Url.Replace($":{new Uri(backend.Url).Port}", $":{port}", StringComparison.Ordinal);

    private static async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }
}
