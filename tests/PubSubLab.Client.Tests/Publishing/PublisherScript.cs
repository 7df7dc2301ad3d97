using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Tests.Server;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Publishing;

/// <summary>A publisher on a scripted service, in virtual time.</summary>
internal sealed class PublisherScript
{
    internal PublisherScript(BatchingSettings? batching = null, bool ordering = false, int clients = 1, Action<PublisherClient.Settings>? configure = null)
    {
        var settings = new PublisherClient.Settings { BatchingSettings = batching!, EnableMessageOrdering = ordering, Scheduler = Time };
        configure?.Invoke(settings);
        Publisher = new PublisherClientImpl(Lab.Topic, Enumerable.Repeat(Service, clients), settings, null);
    }

    internal VirtualTime Time { get; } = new();

    internal ScriptedPublisher Service { get; } = new();

    internal PublisherClientImpl Publisher { get; }
}
