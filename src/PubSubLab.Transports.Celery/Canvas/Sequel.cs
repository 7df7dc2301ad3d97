using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Canvas;

/// <summary>The tasks that a message asks for after its own (Celery docs, Canvas; Message Protocol, body).</summary>
/// <param name="Callbacks">Sent with its result (<c>link</c>).</param>
/// <param name="Errbacks">Sent with its id when it has failed for good (<c>link_error</c>).</param>
/// <param name="Chain">The rest of its chain, the next one last.</param>
/// <param name="Chord">Sent with all results of its group when it is the last of them.</param>
internal sealed record Sequel(IReadOnlyList<Signature> Callbacks, IReadOnlyList<Signature> Errbacks, IReadOnlyList<Signature> Chain, Signature? Chord)
{
    private static readonly Sequel s_nothing = new([], [], [], null);

    /// <summary>Reads it.</summary>
    /// <exception cref="RefusedMessageException">A part is no signature. It is refused before the task runs, so that nothing is done by half.</exception>
    public static Sequel Read(CeleryTask task)
    {
        if (task.Embed is not { } embed)
        {
            return s_nothing;
        }

        IReadOnlyList<Signature> List(string name) => Signature.ReadList(embed[name], name, task.Id);
        return new Sequel(List("callbacks"), List("errbacks"), List("chain"), embed["chord"] is JsonNode chord ? Signature.Read(chord, "chord", task.Id) : null);
    }
}
