using PubSubLab.Configuration;
using PubSubLab.Doctor;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Backends;

/// <summary>An emulator that runs elsewhere, ours or Google's, at <c>PUBSUB_EMULATOR_HOST</c>.</summary>
internal sealed class EmulatorBackend(LabSettings settings) : PubSubBackend(settings)
{
    /// <inheritdoc/>
    public override string Name => "emulator";

    /// <inheritdoc/>
    public override int Position => 2;

    /// <inheritdoc/>
    public override bool IsImplied => Settings.EmulatorHost is not null;

    /// <inheritdoc/>
    public override IEnumerable<string> Problems => Settings.EmulatorHost is null
        ? [$"{SettingKeys.EmulatorHost} is not set, and {Chosen}. Set it to the emulator's host and port, for example localhost:8085."]
        : [];

    /// <inheritdoc/>
    public override IAsyncEnumerable<Finding> CheckAsync(Func<string, Task<bool>> mayCreate, CancellationToken cancellation) =>
        new RunningEmulatorCheck(Settings, () => Join(new LabJournal())).RunAsync(cancellation);
}
