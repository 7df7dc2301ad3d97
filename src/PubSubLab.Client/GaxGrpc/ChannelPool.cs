using System.Collections.Concurrent;
using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>The channels that clients of one kind share when nothing was said about credentials.</summary>
/// <typeparam name="TClient">The kind of client.</typeparam>
internal static class ChannelPool<TClient>
{
    // The member is per kind of client on purpose: each kind shuts its own channels down.
    private static readonly ConcurrentDictionary<(GrpcAdapter Adapter, string Endpoint, GrpcChannelOptions Options), ChannelBase> s_channels = new();

    internal static ChannelBase Get(GrpcAdapter adapter, string endpoint, GrpcChannelOptions options, Func<ChannelBase> create) =>
        s_channels.GetOrAdd((adapter, endpoint, options), static (_, create) => create(), create);

    internal static async Task ShutdownAsync()
    {
        foreach (var key in s_channels.Keys)
        {
            if (s_channels.TryRemove(key, out var channel))
            {
                await channel.ShutdownAsync();
            }
        }
    }
}
