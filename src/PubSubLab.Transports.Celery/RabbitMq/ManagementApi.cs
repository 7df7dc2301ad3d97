using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>RabbitMQ's management plugin, asked where it answers (RabbitMQ docs, Management HTTP API).</summary>
/// <param name="addresses">The broker.</param>
/// <param name="named">The plugin's address, as a person set it; null for its default one, which only a broker with the default port has.</param>
/// <param name="notice">Gets a sentence about a plugin that refuses, or does not answer where a person named it.</param>
internal sealed class ManagementApi(BrokerAddresses addresses, ManagementAddress? named, Action<string> notice) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a question without an answer.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { Timeout = s_patience };
    private long? _failedAt;
    private string? _told;

    /// <summary>The outstanding messages of a queue; null where nobody tells.</summary>
    public async Task<long?> ReadUnacknowledgedAsync(string queue, CancellationToken cancellation)
    {
        var broker = addresses.Current;
        if ((named ?? ManagementAddress.Of(broker)) is not { } plugin || (_failedAt is { } failed && TimeProvider.System.GetElapsedTime(failed) < s_pause))
        {
            return null;
        }

        var (user, password) = plugin.User is null ? (broker.User, broker.Password) : (plugin.User, plugin.Password);
        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(plugin.Root, $"api/queues/{Uri.EscapeDataString(broker.Path)}/{Uri.EscapeDataString(queue)}"));
            question.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
            using var response = await _http.SendAsync(question, cancellation);
            response.EnsureSuccessStatusCode();
            await using var answer = await response.Content.ReadAsStreamAsync(cancellation);
            using var document = await JsonDocument.ParseAsync(answer, cancellationToken: cancellation);
            (_failedAt, _told) = (null, null);

            // A queue that was made a moment ago has no figures yet.
            return document.RootElement is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("messages_unacknowledged", out var count)
                && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var number)
                ? number : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Most brokers run without the plugin: the figure is unknown then.
            _failedAt = TimeProvider.System.GetTimestamp();
            Tell(plugin, user, broker.Path, e);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private void Tell(ManagementAddress plugin, string? user, string virtualHost, Exception failure)
    {
        var what = $"RabbitMQ's management plugin at {plugin}";
        var sentence = (failure as HttpRequestException)?.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"{what} refuses the user '{user}', so unacked tasks stay unknown. Give the user the tag management, or name another one in {ManagementAddress.Setting}.",
            _ when named is null => null,
            HttpStatusCode.NotFound => $"{what} does not have the queue in the virtual host '{virtualHost}'. Set {ManagementAddress.Setting} to the plugin of the same broker.",
            { } status => $"{what} answers {(int)status}, so unacked tasks stay unknown. Set {ManagementAddress.Setting} to where the plugin is.",
            null => $"{what} does not answer, so unacked tasks stay unknown. Enable the plugin, or set {ManagementAddress.Setting} to where it is.",
        };
        if (sentence is not null && sentence != _told)
        {
            _told = sentence;
            notice(sentence);
        }
    }
}
