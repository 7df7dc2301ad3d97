using Aspire.Hosting.ApplicationModel;

namespace PubSubLab.Aspire.Hosting;

/// <summary>The address of an emulator, known when it listens.</summary>
internal sealed class EmulatorAddress(string resource) : IValueProvider, IManifestExpressionProvider
{
    private readonly TaskCompletionSource<string> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public string ValueExpression => $"{{{resource}.connectionString}}";

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => await _known.Task.WaitAsync(cancellationToken);

    /// <summary>The emulator listens.</summary>
    public void Set(string address) => _known.TrySetResult(address);

    /// <summary>The emulator did not start. Readers of the address get the reason.</summary>
    public void Fail(Exception reason) => _known.TrySetException(reason);
}
