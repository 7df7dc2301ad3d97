namespace Google.Api.Gax.Grpc;

/// <summary>Options of a channel that do not depend on the gRPC implementation; an option that is null is left to it.</summary>
public sealed class GrpcChannelOptions : IEquatable<GrpcChannelOptions>
{
    private GrpcChannelOptions()
    {
    }

    /// <summary>No option set.</summary>
    public static GrpcChannelOptions Empty { get; } = new();

    /// <summary>Whether service configuration is looked up.</summary>
    public bool? EnableServiceConfigResolution { get; private init; }

    /// <summary>Silence after which the connection is checked with a ping.</summary>
    public TimeSpan? KeepAliveTime { get; private init; }

    /// <summary>Wait for the answer to a ping before the connection counts as lost.</summary>
    public TimeSpan? KeepAliveTimeout { get; private init; }

    /// <summary>Prefix of gRPC's user agent; may be null.</summary>
    public string PrimaryUserAgent { get; private init; } = null!;

    /// <summary>Largest message that may be sent, in bytes.</summary>
    public int? MaxSendMessageSize { get; private init; }

    /// <summary>Largest message that may be received, in bytes.</summary>
    public int? MaxReceiveMessageSize { get; private init; }

    /// <summary>The same options with this user agent.</summary>
    public GrpcChannelOptions WithPrimaryUserAgent(string primaryUserAgent) => MergedWith(new GrpcChannelOptions { PrimaryUserAgent = primaryUserAgent });

    /// <summary>The same options with this choice.</summary>
    public GrpcChannelOptions WithEnableServiceConfigResolution(bool enableServiceConfigResolution) =>
        MergedWith(new GrpcChannelOptions { EnableServiceConfigResolution = enableServiceConfigResolution });

    /// <summary>The same options with this time.</summary>
    public GrpcChannelOptions WithKeepAliveTime(TimeSpan keepAliveTime) => MergedWith(new GrpcChannelOptions { KeepAliveTime = keepAliveTime });

    /// <summary>The same options with this timeout.</summary>
    public GrpcChannelOptions WithKeepAliveTimeout(TimeSpan keepAliveTimeout) => MergedWith(new GrpcChannelOptions { KeepAliveTimeout = keepAliveTimeout });

    /// <summary>The same options with this size.</summary>
    public GrpcChannelOptions WithMaxSendMessageSize(int maxSendMessageSize) => MergedWith(new GrpcChannelOptions { MaxSendMessageSize = maxSendMessageSize });

    /// <summary>The same options with this size.</summary>
    public GrpcChannelOptions WithMaxReceiveMessageSize(int maxReceiveMessageSize) => MergedWith(new GrpcChannelOptions { MaxReceiveMessageSize = maxReceiveMessageSize });

    /// <summary><paramref name="overlaidOptions"/> over these, where they are set.</summary>
    public GrpcChannelOptions MergedWith(GrpcChannelOptions overlaidOptions)
    {
        GaxPreconditions.CheckNotNull(overlaidOptions, nameof(overlaidOptions));
        return new GrpcChannelOptions
        {
            EnableServiceConfigResolution = overlaidOptions.EnableServiceConfigResolution ?? EnableServiceConfigResolution,
            KeepAliveTime = overlaidOptions.KeepAliveTime ?? KeepAliveTime,
            KeepAliveTimeout = overlaidOptions.KeepAliveTimeout ?? KeepAliveTimeout,
            PrimaryUserAgent = overlaidOptions.PrimaryUserAgent ?? PrimaryUserAgent,
            MaxSendMessageSize = overlaidOptions.MaxSendMessageSize ?? MaxSendMessageSize,
            MaxReceiveMessageSize = overlaidOptions.MaxReceiveMessageSize ?? MaxReceiveMessageSize,
        };
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as GrpcChannelOptions);

    /// <summary>Options are equal when all of them are.</summary>
    public bool Equals(GrpcChannelOptions? other) => other is not null && All() == other.All();

    /// <inheritdoc />
    public override int GetHashCode() => All().GetHashCode();

    private (bool?, TimeSpan?, TimeSpan?, string?, int?, int?) All() =>
        (EnableServiceConfigResolution, KeepAliveTime, KeepAliveTimeout, PrimaryUserAgent, MaxSendMessageSize, MaxReceiveMessageSize);
}
