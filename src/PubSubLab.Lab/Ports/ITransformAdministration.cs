using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Ports;

/// <summary>Reads and changes message transforms, by short id. What goes wrong is a <see cref="LabException"/>.</summary>
public interface ITransformAdministration
{
    /// <summary>The transforms of a topic or subscription in their order.</summary>
    Task<IReadOnlyList<TransformSpec>> ReadAsync(string name, bool isTopic, CancellationToken cancellation);

    /// <summary>Replaces them.</summary>
    Task WriteAsync(string name, bool isTopic, IReadOnlyList<TransformSpec> transforms, CancellationToken cancellation);
}
