using System.Globalization;
using System.Text.Json;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// The backlogs of an emulator in another process, by its control API (docs/control.md). Other emulators have none: they are asked again only
/// after a while, in case that ours was started in their place.
/// </summary>
/// <param name="host">Host and port.</param>
/// <param name="project">The project of the subscriptions.</param>
/// <param name="time">The real clock: a lab's stopped time does not stop the broker.</param>
public sealed class EmulatorControl(string host, string project, TimeProvider time) : IBacklogInspection, IDisposable
{
    /// <summary>Bytes of an answer. The emulator sends 8 MiB of messages, whose bodies are in base64.</summary>
    private const int MostBytes = 16 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Pause after an answer of another emulator.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = s_patience, MaxResponseContentBufferSize = MostBytes };
    private bool _isOurs;
    private long? _refusedAt;

    /// <inheritdoc/>
    public bool HasTasks => false;

    /// <inheritdoc/>
    public async Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation) =>
        await AskAsync(subscription, 0, StateOf, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WaitingMessage>?> PeekAsync(string subscription, int most, CancellationToken cancellation) =>
        AskAsync<IReadOnlyList<WaitingMessage>>(subscription, most, static backlog => [.. backlog.GetProperty("messages").EnumerateArray().Select(MessageOf)], cancellation);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T?> AskAsync<T>(string subscription, int messages, Func<JsonElement, T> read, CancellationToken cancellation)
        where T : class
    {
        if (_refusedAt is { } refused && time.GetElapsedTime(refused) < s_pause)
        {
            return null;
        }

        var name = Uri.EscapeDataString($"projects/{project}/subscriptions/{subscription}");
        try
        {
            using var response = await _http.GetAsync($"http://{host}/emulator/v1/backlogs?subscription={name}&messages={messages}", cancellation);
            response.EnsureSuccessStatusCode();
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            var backlogs = answer.RootElement.GetProperty("backlogs");
            var told = backlogs.GetArrayLength() == 0 ? null : read(backlogs[0]);
            (_isOurs, _refusedAt) = (true, null);
            return told;
        }
        catch (HttpRequestException e) when (e.StatusCode is null && _isOurs)
        {
            throw Silent(e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested && _isOurs)
        {
            throw Silent(e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            // Nobody is there: what comes may be ours.
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // An answer, or a silence, of another emulator.
            (_isOurs, _refusedAt) = (false, time.GetTimestamp());
            return null;
        }
    }

    private LabException Silent(Exception cause) => new($"The emulator at {host} no longer tells its backlogs: it does not answer.", cause);

    private static BacklogState StateOf(JsonElement backlog) => new(
        NumberOf(backlog, "waiting"), NumberOf(backlog, "outstanding"), backlog.TryGetProperty("oldestAge", out var age) ? SpanOf(age) : null);

    private static WaitingMessage MessageOf(JsonElement shown)
    {
        var (message, state) = (shown.GetProperty("message"), shown.GetProperty("state").GetString() ?? "");
        return new WaitingMessage(
            message.GetProperty("messageId").GetString() ?? "",
            state == "WAITING" ? "waits" : state.ToLowerInvariant().Replace('_', ' '),
            state == "OUTSTANDING",
            shown.GetProperty("failures").GetInt32(),
            SpanOf(shown.GetProperty("age")),
            message.TryGetProperty("attributes", out var attributes) ? attributes.EnumerateObject().ToDictionary(static a => a.Name, static a => a.Value.GetString() ?? "") : [],
            message.TryGetProperty("data", out var data) ? data.GetBytesFromBase64() : []);
    }

    // ProtoJSON writes a 64-bit number as a string, and a duration in seconds with an s.
    private static long NumberOf(JsonElement of, string name) => long.Parse(of.GetProperty(name).GetString() ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

    private static TimeSpan SpanOf(JsonElement age) =>
        TimeSpan.FromSeconds((double)decimal.Parse((age.GetString() ?? "").TrimEnd('s'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
}
