using System.Diagnostics.CodeAnalysis;
using Grpc.Core.Interceptors;

namespace Google.Api.Gax.Grpc;

/// <summary>Base of every service's settings.</summary>
public abstract class ServiceSettingsBase
{
    /// <summary>Creates settings with nothing set.</summary>
    protected ServiceSettingsBase()
    {
    }

    /// <summary>Copies settings.</summary>
    protected ServiceSettingsBase(ServiceSettingsBase existing)
    {
        GaxPreconditions.CheckNotNull(existing, nameof(existing));
        CallSettings = existing.CallSettings;
        Clock = existing.Clock;
        Scheduler = existing.Scheduler;
        Interceptor = existing.Interceptor;
    }

    /// <summary>Laid under the settings of each method and each call; may be null.</summary>
    [AllowNull]
    public CallSettings CallSettings { get; set; } = null!;

    /// <summary>Where deadlines are read from; null for the machine's clock.</summary>
    [AllowNull]
    public IClock Clock { get; set; } = null!;

    /// <summary>Scheduler of retries; null for real time.</summary>
    [AllowNull]
    public IScheduler Scheduler { get; set; } = null!;

    /// <summary>Put around each call; may be null.</summary>
    [AllowNull]
    public Interceptor Interceptor { get; set; } = null!;
}
