using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>RabbitMQ's management plugin, asked where it answers (RabbitMQ docs, Management HTTP API).</summary>
/// <param name="addresses">The broker.</param>
/// <param name="root">The plugin's address; null for its default one, which only a broker with the default port has.</param>
internal sealed class ManagementApi(BrokerAddresses addresses, Uri? root = null) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a question without an answer.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { Timeout = s_patience };
    private long? _failedAt;

    /// <summary>The outstanding messages of a queue; null where nobody tells.</summary>
    public async Task<long?> ReadUnacknowledgedAsync(string queue, CancellationToken cancellation)
    {
        var address = addresses.Current;
        if (RootOf(address) is not { } plugin || (_failedAt is { } failed && TimeProvider.System.GetElapsedTime(failed) < s_pause))
        {
            return null;
        }

        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(plugin, $"api/queues/{Uri.EscapeDataString(address.Path)}/{Uri.EscapeDataString(queue)}"));
            question.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{address.User}:{address.Password}")));
            using var response = await _http.SendAsync(question, cancellation);
            response.EnsureSuccessStatusCode();
            await using var answer = await response.Content.ReadAsStreamAsync(cancellation);
            using var document = await JsonDocument.ParseAsync(answer, cancellationToken: cancellation);
            _failedAt = null;

            // A queue that was made a moment ago has no figures yet.
            return document.RootElement is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("messages_unacknowledged", out var count)
                && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var number)
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
    public void Dispose() => _http.Dispose();

    private Uri? RootOf(BrokerAddress address) => root ?? address switch
    {
        { Secure: false, Port: 5672 } => new Uri($"http://{address.Host}:15672/"),
        { Secure: true, Port: 5671 } => new Uri($"https://{address.Host}:15671/"),
        _ => null,
    };
}
