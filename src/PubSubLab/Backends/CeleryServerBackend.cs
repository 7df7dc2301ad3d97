using PubSubLab.Configuration;
using PubSubLab.Doctor;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Opening;
using PubSubLab.Transports.Celery;

namespace PubSubLab.Backends;

/// <summary>Celery's task queue on a broker that a setting gives the address of.</summary>
internal abstract class CeleryServerBackend(SettingValues values, LabSettings settings) : CeleryBackend(values, settings)
{
    /// <summary>The broker's address; may hold a password, so it is never printed. Null where nothing was said.</summary>
    public abstract string? Url { get; }

    /// <inheritdoc/>
    public override NameRule Names => NameRule.OfQueues;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [UrlKey, .. base.Keys];

    /// <inheritdoc/>
    public sealed override string Configuration => $"{base.Configuration}, {UrlKey}";

    /// <summary>Checks presence only: the reader of an address reports its errors without the password.</summary>
    public sealed override IEnumerable<string> Problems =>
        Url is null ? [$"{UrlKey} is not set, and {SettingKeys.Backend} is {Name}. Set it to where {Broker} is, for example {Example}."] : [];

    /// <inheritdoc/>
    public override IForeignFleet Fleet => new PythonFleet(() => new Dictionary<string, string>(PythonOptions)
    {
        ["BROKER_URL"] = string.Join(';', Url!.Split(';').Select(static address => address.Split('?')[0].Trim())),
        ["CELERY_RESULT_URL"] = ResultUrl ?? "",
    });

    /// <summary>The settings of <c>samples/celery_app.py</c> that match this backend's.</summary>
    protected virtual IReadOnlyDictionary<string, string> PythonOptions { get; } = new Dictionary<string, string>();

    /// <summary>The setting for <see cref="Url"/>.</summary>
    protected abstract string UrlKey { get; }

    /// <summary>The broker's name, for a person.</summary>
    protected abstract string Broker { get; }

    /// <summary>An address as an example.</summary>
    protected abstract string Example { get; }

    /// <inheritdoc/>
    public sealed override LabBackend Join(LabJournal journal)
    {
        var transport = Make(OptionsOf(journal));
        return new LabBackend(transport, null, new LabPorts { Fleet = transport.Fleet });
    }

    /// <inheritdoc/>
    public sealed override IAsyncEnumerable<Finding> CheckAsync(Func<string, Task<bool>> mayCreate, CancellationToken cancellation) =>
        new CeleryCheck(Settings, $"{Settings.Subscription} is there, bound to {Settings.Topic}", _ => Task.FromResult(Join(new LabJournal()))).RunAsync(cancellation);

    /// <summary>Makes the transport; it connects when it is first used.</summary>
    /// <exception cref="LabException">An address cannot be read.</exception>
    protected abstract ICeleryTransport Make(CeleryOptions options);
}
