using Google.Api.Gax;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherClient
{
    private const string BuilderInstead = "Set the same on a PublisherClientBuilder, which has the rest too.";

    /// <summary>Creates a publisher as <paramref name="clientCreationSettings"/> and <paramref name="settings"/> say; null for the defaults.</summary>
    [Obsolete(BuilderInstead)]
    public static PublisherClient Create(TopicName topicName, ClientCreationSettings? clientCreationSettings = null, Settings? settings = null) =>
        BuilderFrom(topicName, clientCreationSettings, settings).Build();

    /// <summary>Creates a publisher as <paramref name="clientCreationSettings"/> and <paramref name="settings"/> say; null for the defaults.</summary>
    [Obsolete(BuilderInstead)]
    public static Task<PublisherClient> CreateAsync(TopicName topicName, ClientCreationSettings? clientCreationSettings = null, Settings? settings = null) =>
        BuilderFrom(topicName, clientCreationSettings, settings).BuildAsync();

    [Obsolete(BuilderInstead)]
    private static PublisherClientBuilder BuilderFrom(TopicName topicName, ClientCreationSettings? creation, Settings? settings)
    {
        var builder = BuilderFor(topicName);
        builder.Settings = settings;
        if (creation is not null)
        {
            builder.ClientCount = creation.ClientCount;
            builder.ApiSettings = creation.PublisherServiceApiSettings;
            builder.ChannelCredentials = creation.Credentials;
            builder.Endpoint = creation.ServiceEndpoint;
            builder.EmulatorDetection = creation.EmulatorDetection;
        }

        return builder;
    }

    /// <summary>Creation options of a publisher besides <see cref="Settings"/>.</summary>
    [Obsolete(BuilderInstead)]
    public sealed class ClientCreationSettings
    {
        /// <summary>Creates settings; what is null is the default's.</summary>
        public ClientCreationSettings(
            int? clientCount = null,
            PublisherServiceApiSettings? publisherServiceApiSettings = null,
            ChannelCredentials? credentials = null,
            string? serviceEndpoint = null)
        {
            ClientCount = clientCount;
            PublisherServiceApiSettings = publisherServiceApiSettings!;
            Credentials = credentials!;
            ServiceEndpoint = serviceEndpoint!;
        }

        /// <summary>Use of PUBSUB_EMULATOR_HOST. Default: <see cref="EmulatorDetection.None"/>.</summary>
        public EmulatorDetection EmulatorDetection { get; private init; }

        /// <summary>Connections, 1 to 256; null for one a CPU.</summary>
        public int? ClientCount { get; }

        /// <summary>Settings of the underlying calls; null for the defaults.</summary>
        public PublisherServiceApiSettings PublisherServiceApiSettings { get; }

        /// <summary>Credentials of the channels; null for the application default credentials.</summary>
        public ChannelCredentials Credentials { get; }

        /// <summary>Host and port; null for the service's.</summary>
        public string ServiceEndpoint { get; }

        /// <summary>The same settings with this detection.</summary>
        /// <exception cref="ArgumentException">It is not one of the enum's values.</exception>
        public ClientCreationSettings WithEmulatorDetection(EmulatorDetection emulatorDetection)
        {
            GaxPreconditions.CheckEnumValue(emulatorDetection, nameof(emulatorDetection));
            return new ClientCreationSettings(ClientCount, PublisherServiceApiSettings, Credentials, ServiceEndpoint) { EmulatorDetection = emulatorDetection };
        }
    }
}
