using System.Runtime.CompilerServices;
using PubSubLab.Composition;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>Looks at the embedded emulator, or at one that runs elsewhere.</summary>
internal sealed class EmulatorCheck(LabSettings settings)
{
    /// <summary>Runs the check.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (settings.Backend == Backend.Embedded)
        {
            yield return PortOwner.Find(LabSettings.DefaultPort) is { } owner
                ? new Finding(
                    Mark.Note, $"port {LabSettings.DefaultPort}", $"taken, it looks, by {owner}; if that is an open lab, worker and publish join it",
                    "To open another lab beside it: --port 0.")
                : new Finding(Mark.Good, $"port {LabSettings.DefaultPort}", "free");
        }

        await using var connection = new Connection(settings);
        foreach (var (what, look) in connection.Looks)
        {
            Finding finding;
            try
            {
                finding = await look(cancellation);
            }
            catch (LabException e)
            {
                finding = new Finding(Mark.Bad, what, e.Message);
            }

            yield return finding;
            if (finding.Mark == Mark.Bad)
            {
                yield break;
            }
        }
    }

    private sealed class Connection(LabSettings settings) : IAsyncDisposable
    {
        private LabBackend? _backend;

        public IReadOnlyList<(string What, Func<CancellationToken, Task<Finding>> Look)> Looks =>
        [
            ("broker", OpenAsync),
            ("topic and subscription", TopologyAsync),
            ("filters", FiltersAsync),
        ];

        public async ValueTask DisposeAsync()
        {
            if (_backend is not null)
            {
                await _backend.DisposeAsync();
            }
        }

        private async Task<Finding> OpenAsync(CancellationToken cancellation)
        {
            _backend = await LabBackend.OpenAsync(settings, new LabJournal(), new EmbeddedOptions(), cancellation);

            // Asking what is there shows that somebody answers.
            await Inspect().ListMadeByLabAsync(cancellation).GetAsyncEnumerator(cancellation).MoveNextAsync();
            return new Finding(Mark.Good, "broker", settings.Backend == Backend.Embedded ? "the embedded emulator starts and answers" : $"{settings.EmulatorHost} answers");
        }

        private async Task<Finding> TopologyAsync(CancellationToken cancellation)
        {
            const string what = "topic and subscription";
            if (settings.Backend == Backend.Embedded)
            {
                return new Finding(Mark.Good, what, $"{settings.Topic} and {settings.Subscription} are made when the lab opens");
            }

            try
            {
                var facts = await Inspect().ReadSubscriptionAsync(settings.Subscription, cancellation);
                return (facts?.NothingFrom(settings.ProjectId, settings.Topic) ?? facts?.NoPull) is { } obstacle
                    ? new Finding(Mark.Bad, what, obstacle.Said, $"{obstacle.WayOut} Or delete the subscription on the emulator; the lab makes it again.")
                    : new Finding(Mark.Good, what, $"{settings.Subscription} is on {settings.Topic}");
            }
            catch (LabException e) when (e.InnerException is Grpc.Core.RpcException { StatusCode: Grpc.Core.StatusCode.NotFound })
            {
                return new Finding(Mark.Good, what, $"{settings.Subscription} is not there yet; lab, worker and publish make it");
            }
        }

        private async Task<Finding> FiltersAsync(CancellationToken cancellation) =>
            (await _backend!.Transport.GetCapabilitiesAsync(cancellation)).Filters
                ? new Finding(Mark.Good, "filters", settings.Backend == Backend.Embedded ? "honoured" : "honoured (it was tried)")
                : new Finding(Mark.Note, "filters", "ignored: it was tried, and a message that does not match was delivered", "To see filters at work: BACKEND=embedded.");

        private PubSubInspection Inspect() => new(new PubSubTransportOptions
        {
            ProjectId = settings.ProjectId, EmulatorHost = _backend!.Emulator?.Endpoint ?? settings.EmulatorHost, Description = "doctor",
        });
    }
}
