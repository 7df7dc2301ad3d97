using PubSubLab.Aspire.Hosting;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The Pub/Sub emulator as a resource of an app host. It runs in the app host's process and stores everything in memory.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="port">TCP port; 0 takes a free one.</param>
public sealed class PubSubEmulatorResource(string name, int port) : Resource(name), IResourceWithConnectionString
{
    /// <summary>The variable that a resource with a reference to the emulator gets.</summary>
    public const string EnvironmentVariable = "PUBSUB_EMULATOR_HOST";

    /// <summary>The TCP port that was asked for; 0 for a free one.</summary>
    public int Port { get; } = port;

    /// <summary>Host and port of the running emulator, such as <c>127.0.0.1:8085</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Address}");

    /// <inheritdoc/>
    public string ConnectionStringEnvironmentVariable => EnvironmentVariable;

    internal EmulatorAddress Address { get; } = new(name);

    /// <summary>Files with topics, subscriptions and schemas.</summary>
    internal List<string> Topologies { get; } = [];
}
