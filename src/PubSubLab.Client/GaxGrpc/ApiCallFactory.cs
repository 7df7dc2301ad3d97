using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Google.Api.Gax.Grpc;

/// <summary>Makes the calls of one client out of its settings.</summary>
internal sealed class ApiCallFactory(ServiceSettingsBase settings, ILogger? logger)
{
    private static readonly CallSettings s_version = CallSettings.FromHeader(
        VersionHeaderBuilder.HeaderName,
        new VersionHeaderBuilder()
            .AppendDotNetEnvironment()
            .AppendAssemblyVersion("gapic", typeof(ApiCallFactory))
            .AppendAssemblyVersion("gax", typeof(VersionHeaderBuilder))
            .AppendAssemblyVersion("grpc", typeof(ChannelBase))
            .AppendAssemblyVersion("pb", typeof(IMessage))
            .ToString());

    private readonly IClock _clock = settings.Clock ?? SystemClock.Instance;
    private readonly IScheduler _scheduler = settings.Scheduler ?? SystemScheduler.Instance;

    internal ApiCall<TRequest, TResponse> Create<TRequest, TResponse>(
        string method,
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call,
        CallSettings? methodSettings,
        string routingParameter,
        Func<TRequest, string?> routingValue)
        where TRequest : class
        where TResponse : class =>
        new(method, call, s_version.MergedWith(settings.CallSettings).MergedWith(methodSettings), routingParameter, routingValue, _clock, _scheduler, logger);

    internal StreamingCall<TRequest, TResponse> CreateStreaming<TRequest, TResponse>(
        Func<CallOptions, AsyncDuplexStreamingCall<TRequest, TResponse>> call, CallSettings? methodSettings)
        where TRequest : class
        where TResponse : class =>
        new(call, s_version.MergedWith(settings.CallSettings).MergedWith(methodSettings), _clock);
}
