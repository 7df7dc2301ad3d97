using System.Runtime.CompilerServices;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Opening;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>Looks at an emulator: whether it answers, its topic and subscription, its filters.</summary>
internal abstract class EmulatorCheck(LabSettings settings)
{
    /// <summary>The settings that every backend uses.</summary>
    protected LabSettings Settings { get; } = settings;

    /// <summary>The finding where the emulator answers.</summary>
    protected abstract string Answers { get; }

    /// <summary>The finding where it honours filters.</summary>
    protected abstract string Honours { get; }

    /// <summary>Runs the check.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var finding in Before())
        {
            yield return finding;
        }

        LabBackend? opened = null;
        try
        {
            (string What, Func<Task<Finding>> Look)[] looks =
            [
                ("broker", async () =>
                {
                    opened = await OpenAsync(cancellation);

                    // Asking what is there shows that somebody answers.
                    await using var made = Inspect(opened).ListMadeByLabAsync(cancellation).GetAsyncEnumerator(cancellation);
                    await made.MoveNextAsync();
                    return new Finding(Mark.Good, "broker", Answers);
                }),
                ("topic and subscription", () => TopologyAsync("topic and subscription", Inspect(opened!), cancellation)),
                ("filters", () => FiltersAsync(opened!, cancellation)),
            ];
            foreach (var (what, look) in looks)
            {
                var finding = await TryAsync(what, look);
                yield return finding;
                if (finding.Mark == Mark.Bad)
                {
                    yield break;
                }
            }
        }
        finally
        {
            if (opened is not null)
            {
                await opened.DisposeAsync();
            }
        }
    }

    /// <summary>The findings before the emulator is asked.</summary>
    protected virtual IEnumerable<Finding> Before() => [];

    /// <summary>Opens it.</summary>
    protected abstract Task<LabBackend> OpenAsync(CancellationToken cancellation);

    /// <summary>Looks at the topic and the subscription.</summary>
    protected abstract Task<Finding> TopologyAsync(string what, PubSubInspection inspection, CancellationToken cancellation);

    private static async Task<Finding> TryAsync(string what, Func<Task<Finding>> look)
    {
        try
        {
            return await look();
        }
        catch (LabException e)
        {
            return new Finding(Mark.Bad, what, e.Message);
        }
    }

    private async Task<Finding> FiltersAsync(LabBackend opened, CancellationToken cancellation) =>
        (await opened.Transport.GetCapabilitiesAsync(cancellation)).Filters
            ? new Finding(Mark.Good, "filters", Honours)
            : new Finding(Mark.Note, "filters", "ignored: it was tried, and a message that does not match was delivered", "To see filters at work: BACKEND=embedded.");

    private PubSubInspection Inspect(LabBackend opened) => new(new PubSubTransportOptions
    {
        ProjectId = Settings.ProjectId, EmulatorHost = opened.Emulator?.Endpoint ?? Settings.EmulatorHost, Description = "doctor",
    });
}
