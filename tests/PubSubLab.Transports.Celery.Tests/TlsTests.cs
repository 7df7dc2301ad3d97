using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Brokers with TLS and a certificate of an unknown authority.</summary>
public sealed class TlsTests(Servers servers)
{
    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_certificate_whose_authority_is_trusted_is_taken(string name)
    {
        Needs.Skip(name);
        await using var broker = await TlsBroker.StartAsync(servers, name);
        await using var queue = await TestQueue.OpenAsync(broker.Plain);

        await using var worker = LabProgram.Start(broker.Secure("localhost"), broker.Trust, ["worker", "--topic", queue.Topic, "--subscription", queue.Name]);
        await worker.SaysAsync("started");
        await queue.PublishAsync();

        await worker.SaysAsync("delivered");
    }

    [Theory]
    [InlineData("redis", "Redis")]
    [InlineData("rabbitmq", "RabbitMQ")]
    public async Task A_certificate_that_is_not_trusted_is_refused_with_what_to_do(string name, string title)
    {
        Needs.Skip(name);
        await using var broker = await TlsBroker.StartAsync(servers, name);
        await using var transport = broker.Secure("localhost").Open(new CeleryOptions { Patience = TimeSpan.FromSeconds(10) });

        var refused = await Should.ThrowAsync<LabException>(() => transport.GetCapabilitiesAsync(TestContext.Current.CancellationToken));

        refused.Message.ShouldBe(
            $"{title} at localhost:{broker.TlsPort} has a certificate that this machine does not trust. Add the certificate of its authority to the system's, or name the file in SSL_CERT_FILE.");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_certificate_for_another_name_is_refused_with_what_to_do(string name)
    {
        Needs.Skip(name);
        await using var broker = await TlsBroker.StartAsync(servers, name);

        await using var doctor = LabProgram.Start(broker.Secure("127.0.0.1"), broker.Trust, ["doctor"]);
        await doctor.EndAsync().EndsAsync();

        doctor.Said.ReplaceLineEndings(" ").ShouldContain("has a certificate for another name than '127.0.0.1'. Write the name that is in it into the address.");
    }

    [Theory]
    [InlineData("redis", "set REDIS_URL to where it is, with redis:// where it is without TLS")]
    [InlineData("rabbitmq", "Begin RABBITMQ_URL with amqp:// instead of amqps://")]
    public async Task A_broker_that_does_not_speak_TLS_is_told_apart_from_one_that_does_not_answer(string name, string wayOut)
    {
        Needs.Skip(name);
        await using var broker = await TlsBroker.StartAsync(servers, name);
        await using var transport = (broker.Plain with { Url = broker.Plain.Url.Replace("redis:", "rediss:").Replace("amqp:", "amqps:") })
            .Open(new CeleryOptions { Patience = TimeSpan.FromSeconds(1) });

        var refused = await Should.ThrowAsync<LabException>(() => transport.GetCapabilitiesAsync(TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("does not speak TLS");
        refused.Message.ShouldContain(wayOut);
    }

    /// <summary>A broker with a plain port and one for TLS.</summary>
    private sealed record TlsBroker(TestBackend Plain, int TlsPort, string AuthorityFile, params IReadOnlyList<IAsyncDisposable> Owned) : IAsyncDisposable
    {
        /// <summary>The environment of a program that trusts the authority.</summary>
        public IReadOnlyDictionary<string, string> Trust => new Dictionary<string, string> { ["SSL_CERT_FILE"] = AuthorityFile };

        public static async Task<TlsBroker> StartAsync(Servers servers, string name)
        {
            if (name == "rabbitmq")
            {
                var rabbit = await servers.RabbitMqAsync();
                return new TlsBroker(await servers.BackendAsync(name), rabbit.TlsPort, rabbit.AuthorityFile);
            }

            var certificate = new TestCertificate();
            var port = ServerProcess.FreePort();
            var redis = await RedisServer.StartAsync(
                more: ["--tls-port", $"{port}", "--tls-cert-file", certificate.ServerFile, "--tls-key-file", certificate.KeyFile, "--tls-ca-cert-file", certificate.AuthorityFile, "--tls-auth-clients", "no"]);
            return new TlsBroker(new TestBackend(name, redis.Url, redis.Url), port, certificate.AuthorityFile, redis, certificate);
        }

        public TestBackend Secure(string host) =>
            Plain with { Url = Plain.Name == "redis" ? $"rediss://{host}:{TlsPort}/0" : $"amqps://guest:guest@{host}:{TlsPort}//" };

        public async ValueTask DisposeAsync()
        {
            foreach (var owned in Owned)
            {
                await owned.DisposeAsync();
            }
        }
    }
}
