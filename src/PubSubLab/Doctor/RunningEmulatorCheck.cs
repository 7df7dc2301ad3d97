using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Opening;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>Looks at an emulator that runs elsewhere.</summary>
internal sealed class RunningEmulatorCheck(LabSettings settings, Func<LabBackend> join) : EmulatorCheck(settings)
{
    /// <inheritdoc/>
    protected override string Answers => $"{Settings.EmulatorHost} answers";

    /// <inheritdoc/>
    protected override string Honours => "honoured (it was tried)";

    /// <inheritdoc/>
    protected override Task<LabBackend> OpenAsync(CancellationToken cancellation) => Task.FromResult(join());

    /// <inheritdoc/>
    protected override async Task<Finding> TopologyAsync(string what, PubSubInspection inspection, CancellationToken cancellation)
    {
        try
        {
            var facts = await inspection.ReadSubscriptionAsync(Settings.Subscription, cancellation);
            return (facts?.NothingFrom(Settings.ProjectId, Settings.Topic) ?? facts?.NoPull) is { } obstacle
                ? new Finding(Mark.Bad, what, obstacle.Said, $"{obstacle.WayOut} Or delete the subscription on the emulator; the lab makes it again.")
                : new Finding(Mark.Good, what, $"{Settings.Subscription} is on {Settings.Topic}");
        }
        catch (LabException e) when (e.InnerException is Grpc.Core.RpcException { StatusCode: Grpc.Core.StatusCode.NotFound })
        {
            return new Finding(Mark.Good, what, $"{Settings.Subscription} is not there yet; lab, worker and publish make it");
        }
    }
}
