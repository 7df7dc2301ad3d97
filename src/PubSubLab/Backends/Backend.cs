using PubSubLab.Configuration;
using PubSubLab.Doctor;
using PubSubLab.Embedded;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Opening;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Backends;

/// <summary>
/// One backend of the lab: its name, its settings, its checks, how it opens, what it can do. A new backend is one new file with a class that
/// derives from this, with the constructor <c>(LabSettings)</c>, or <c>(SettingValues, LabSettings)</c> to read settings of its own;
/// <see cref="LabSetup"/> finds it.
/// </summary>
/// <param name="settings">The settings that every backend uses.</param>
internal abstract class Backend(LabSettings settings)
{
    /// <summary>The settings that every backend uses.</summary>
    public LabSettings Settings { get; } = settings;

    /// <summary>The value of <c>BACKEND</c> that chooses it.</summary>
    public abstract string Name { get; }

    /// <summary>Its position in lists of all backends. The first one is the default.</summary>
    public abstract int Position { get; }

    /// <summary>The settings that it reads beside the common ones.</summary>
    public virtual IReadOnlyList<string> Keys => [];

    /// <summary>Whether its settings choose it where <c>BACKEND</c> is not set.</summary>
    public virtual bool IsImplied => false;

    /// <summary>Its rule for the names of topics and subscriptions. Default: Pub/Sub's.</summary>
    public virtual NameRule Names => NameRule.OfPubSub;

    /// <summary>A sentence for each reason why it cannot be opened with these settings.</summary>
    public virtual IEnumerable<string> Problems => [];

    /// <summary>Its name in a comparison. A comparison shows one backend of each name.</summary>
    public virtual string ComparedAs => Name;

    /// <summary>The lines of configuration that choose it, without anything secret.</summary>
    public virtual string Configuration => $"{SettingKeys.Backend}={Name}";

    /// <summary>Whether its broker runs in this process: it takes the lab's clock, and ends with the lab.</summary>
    public virtual bool IsInProcess => false;

    /// <summary>Whether others depend on it, so that the lab asks first and starts no worker unasked.</summary>
    public virtual bool IsRealProject => false;

    /// <summary>Opens it; one that runs in this process is started and tells the journal what happens in it.</summary>
    /// <exception cref="LabException">It cannot be opened.</exception>
    public virtual Task<LabBackend> OpenAsync(LabJournal journal, EmbeddedOptions embedded, CancellationToken cancellation) => Task.FromResult(Join(journal));

    /// <summary>Opens it on a world of virtual time; null where it has none there. Default: null.</summary>
    public virtual Func<VirtualWorld, OpenedBackend>? InVirtualTime => null;

    /// <summary>Joins a broker that runs already. Starts none.</summary>
    /// <exception cref="LabException">An address or a key file cannot be used.</exception>
    public abstract LabBackend Join(LabJournal journal);

    /// <summary>The doctor's checks.</summary>
    /// <param name="mayCreate">Asks whether something that is missing may be made.</param>
    /// <param name="cancellation">Ends the checks.</param>
    public abstract IAsyncEnumerable<Finding> CheckAsync(Func<string, Task<bool>> mayCreate, CancellationToken cancellation);

    /// <summary>Workers of another program on it; null, the default, where it can have none.</summary>
    public virtual IForeignFleet? Fleet => null;

    /// <summary>A look at the resources that the lab made, by their label; null where resources have no labels.</summary>
    public virtual PubSubInspection? Inspect() => null;
}
