using System.Text;
using System.Text.Json;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>The messages that an emulator has, asked of its control API.</summary>
internal static class Backlog
{
    /// <summary>The data of the messages in all its topics.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(string host)
    {
        using var http = new HttpClient();
        var state = JsonDocument.Parse(await http.GetStringAsync($"http://{host}/emulator/v1/state")).RootElement;
        return state.TryGetProperty("messages", out var messages)
            ? [.. messages.EnumerateArray().Select(static entry => Encoding.UTF8.GetString(entry.GetProperty("message").GetProperty("data").GetBytesFromBase64()))]
            : [];
    }
}
