using PubSubLab.Accounts;
using PubSubLab.Configuration;
using PubSubLab.Doctor;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Backends;

/// <summary>A Google Cloud project.</summary>
internal sealed class CloudBackend(SettingValues values, LabSettings settings) : PubSubBackend(settings)
{
    private const string EndpointKey = "PUBSUB_ENDPOINT";

    private static readonly AccountSettings s_publisher = new("publisher", "PUBLISHER_CREDENTIALS", "PUBLISHER_ACCOUNT");
    private static readonly AccountSettings s_subscriber = new("subscriber", "SUBSCRIBER_CREDENTIALS", "SUBSCRIBER_ACCOUNT");

    /// <summary>The settings that only it reads.</summary>
    public static readonly IReadOnlyList<string> OwnKeys =
        [s_publisher.FileSetting, s_subscriber.FileSetting, s_publisher.AccountSetting, s_subscriber.AccountSetting, EndpointKey];

    private readonly bool _isProjectNamed = values.Text(SettingKeys.ProjectId) is not null;

    /// <summary>The account that publishes.</summary>
    public AccountSettings Publisher { get; } = s_publisher.Read(values);

    /// <summary>The account that consumes.</summary>
    public AccountSettings Subscriber { get; } = s_subscriber.Read(values);

    /// <summary>Another endpoint of Google Cloud Pub/Sub, a regional one for instance; null for the global one.</summary>
    public string? Endpoint { get; } =
        values.Checked(EndpointKey, t => SettingValues.IsHostAndPort(WithPort(t)), "a host, or host:port, for example europe-west3-pubsub.googleapis.com") is { } endpoint
            ? WithPort(endpoint)
            : null;

    /// <inheritdoc/>
    public override string Name => "cloud";

    /// <inheritdoc/>
    public override int Position => 3;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => OwnKeys;

    /// <inheritdoc/>
    public override bool IsRealProject => true;

    /// <inheritdoc/>
    public override IEnumerable<string> Problems
    {
        get
        {
            if (Settings.EmulatorHost is { } host)
            {
                yield return $"{SettingKeys.EmulatorHost} is '{host}' while {Chosen}; they contradict each other. Unset one: the emulator is never taken for the cloud.";
            }

            if (!_isProjectNamed)
            {
                yield return $"{SettingKeys.ProjectId} is not set, and {Chosen}. Put the Google Cloud project's id into dev.env.";
            }
        }
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<Finding> CheckAsync(Func<string, Task<bool>> mayCreate, CancellationToken cancellation) =>
        new CloudCheck(Settings, Publisher, Subscriber, Endpoint, mayCreate).RunAsync(cancellation);

    /// <inheritdoc/>
    protected override PubSubTransportOptions OptionsOf(TimeProvider time) => new()
    {
        ProjectId = Settings.ProjectId,
        CloudEndpoint = Endpoint,
        PublisherCredential = new AccountSource(Publisher).Open(),
        SubscriberCredential = new AccountSource(Subscriber).Open(),
        Description = $"cloud {Settings.ProjectId}",
        Time = time,
    };

    /// <summary>Google's endpoints are written without a port in its documentation; theirs is 443.</summary>
    private static string WithPort(string endpoint) => endpoint.LastIndexOf(':') > endpoint.LastIndexOf(']') ? endpoint : $"{endpoint}:443";
}
