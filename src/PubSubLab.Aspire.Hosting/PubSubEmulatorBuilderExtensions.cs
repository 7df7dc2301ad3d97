using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PubSubLab.Aspire.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds the Pub/Sub emulator to an app host.</summary>
public static class PubSubEmulatorBuilderExtensions
{
    /// <summary>
    /// Adds an emulator. A resource with a reference to it gets <c>PUBSUB_EMULATOR_HOST</c>. It is for development and tests: published
    /// applications do not contain it.
    /// </summary>
    /// <param name="builder">The app host's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">TCP port; null (default) takes a free one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 1 to 65535.</exception>
    public static IResourceBuilder<PubSubEmulatorResource> AddPubSubEmulator(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (port is < 1 or > 65_535)
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is 1 to 65535; leave it out for a free one.");
        }

        builder.Services.TryAddSingleton<EmulatorRunner>();
        return builder.AddResource(new PubSubEmulatorResource(name, port ?? 0))
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "PubSubEmulator", Properties = [], State = KnownResourceStates.NotStarted })
            .ExcludeFromManifest()
            .OnInitializeResource(static (resource, e, cancellation) => e.Services.GetRequiredService<EmulatorRunner>().StartAsync(resource, e.Logger, cancellation));
    }

    /// <summary>Creates a file's topics, subscriptions and schemas before the emulator is running. Can be given again.</summary>
    /// <param name="builder">The emulator.</param>
    /// <param name="path">The YAML file, relative to the app host's folder.</param>
    public static IResourceBuilder<PubSubEmulatorResource> WithTopology(this IResourceBuilder<PubSubEmulatorResource> builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        builder.Resource.Topologies.Add(Path.GetFullPath(path, builder.ApplicationBuilder.AppHostDirectory));
        return builder;
    }
}
