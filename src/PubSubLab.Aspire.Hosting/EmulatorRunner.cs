using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;
using PubSubLab.Emulator;

namespace PubSubLab.Aspire.Hosting;

/// <summary>Starts the emulators of an app host and ends them with it: the host's services own and dispose it.</summary>
internal sealed class EmulatorRunner(ResourceNotificationService notifications, IDistributedApplicationEventing eventing, IServiceProvider services) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<PubSubEmulator> _running = [];

    /// <summary>Starts a resource's emulator and creates its topologies. A failure is the resource's state and stands in its log.</summary>
    public async Task StartAsync(PubSubEmulatorResource resource, ILogger logger, CancellationToken cancellation)
    {
        PubSubEmulator? emulator = null;
        try
        {
            await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellation);
            await notifications.PublishUpdateAsync(resource, static state => state with { State = KnownResourceStates.Starting });
            var topologies = resource.Topologies.ConvertAll(EmulatorTopology.ReadFile);
            emulator = await PubSubEmulator.StartAsync(Options(resource, logger), cancellation);
            topologies.ForEach(emulator.Create);
        }
        catch (Exception e)
        {
            if (emulator is not null)
            {
                await emulator.DisposeAsync();
            }

            // Readers of the address do not wait for ever.
            resource.Address.Fail(e);
            if (e is OperationCanceledException && cancellation.IsCancellationRequested)
            {
                throw;
            }

            // Mistakes of a person need no trace.
            var isKnown = e is IOException or UnauthorizedAccessException or ArgumentException or TopologyException;
            logger.LogError(isKnown ? null : e, "The emulator did not start. {Reason}", e.Message);
            await notifications.PublishUpdateAsync(resource, static state => state with { State = KnownResourceStates.FailedToStart });
            return;
        }

        lock (_gate)
        {
            _running.Add(emulator);
        }

        resource.Address.Set(emulator.Endpoint);
        logger.LogInformation("The emulator listens on {Address}.", emulator.Endpoint);
        await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellation);
        await notifications.PublishUpdateAsync(resource, state => state with
        {
            State = KnownResourceStates.Running,
            Urls = [new UrlSnapshot("http", $"http://{emulator.Endpoint}", IsInternal: false)],
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ImmutableArray<PubSubEmulator> running;
        lock (_gate)
        {
            running = [.. _running];
            _running.Clear();
        }

        foreach (var emulator in running)
        {
            await emulator.DisposeAsync();
        }
    }

    private static PubSubEmulatorOptions Options(PubSubEmulatorResource resource, ILogger logger)
    {
        void Warn(string sentence) => logger.LogWarning("{Sentence}", sentence);
        return new PubSubEmulatorOptions { Port = resource.Port, OnFault = Warn, OnPressure = Warn, OnPushFailed = Warn };
    }
}
