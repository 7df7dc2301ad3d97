using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Opening;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>Starts the embedded emulator and looks at it.</summary>
internal sealed class EmbeddedCheck(LabSettings settings, Func<CancellationToken, Task<LabBackend>> open) : EmulatorCheck(settings)
{
    /// <inheritdoc/>
    protected override string Answers => "the embedded emulator starts and answers";

    /// <inheritdoc/>
    protected override string Honours => "honoured";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Before() =>
    [
        PortOwner.Find(LabSettings.DefaultPort) is { } owner
            ? new Finding(
                Mark.Note, $"port {LabSettings.DefaultPort}", $"taken, it looks, by {owner}; if that is an open lab, worker and publish join it",
                "To open another lab beside it: --port 0.")
            : new Finding(Mark.Good, $"port {LabSettings.DefaultPort}", "free"),
    ];

    /// <inheritdoc/>
    protected override Task<LabBackend> OpenAsync(CancellationToken cancellation) => open(cancellation);

    /// <inheritdoc/>
    protected override Task<Finding> TopologyAsync(string what, PubSubInspection inspection, CancellationToken cancellation) =>
        Task.FromResult(new Finding(Mark.Good, what, $"{Settings.Topic} and {Settings.Subscription} are made when the lab opens"));
}
