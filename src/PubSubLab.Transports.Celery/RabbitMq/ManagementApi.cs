using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>RabbitMQ's management plugin, asked where it answers (RabbitMQ docs, Management HTTP API).</summary>
internal sealed class ManagementApi : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a question without an answer.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly HttpClient? _http;
    private readonly string _path;
    private long? _failedAt;

    /// <summary>The plugin of a broker.</summary>
    /// <param name="address">The broker's address.</param>
    /// <param name="root">The plugin's address; null for its default one, which only a broker with the default port has.</param>
    public ManagementApi(BrokerAddress address, Uri? root = null)
    {
        _path = $"api/queues/{Uri.EscapeDataString(address.Path)}/";
        root ??= address switch
        {
            { Secure: false, Port: 5672 } => new Uri($"http://{address.Host}:15672/"),
            { Secure: true, Port: 5671 } => new Uri($"https://{address.Host}:15671/"),
            _ => null,
        };
        if (root is not null)
        {
            _http = new HttpClient { BaseAddress = root, Timeout = s_patience };
            _http.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{address.User}:{address.Password}")));
        }
    }

    /// <summary>The outstanding messages of a queue; null where nobody tells.</summary>
    public async Task<long?> ReadUnacknowledgedAsync(string queue, CancellationToken cancellation)
    {
        if (_http is null || (_failedAt is { } failed && TimeProvider.System.GetElapsedTime(failed) < s_pause))
        {
            return null;
        }

        try
        {
            await using var answer = await _http.GetStreamAsync(_path + Uri.EscapeDataString(queue), cancellation);
            using var document = await JsonDocument.ParseAsync(answer, cancellationToken: cancellation);
            _failedAt = null;

            // A queue that was made a moment ago has no figures yet.
            return document.RootElement is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("messages_unacknowledged", out var count) && count.TryGetInt64(out var number)
                ? number : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Most brokers run without the plugin: the figure is unknown then.
            _failedAt = TimeProvider.System.GetTimestamp();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http?.Dispose();
}
