using System.Text.Json;

namespace PubSubLab.Emulator.Tests.Support;

/// <summary>A request that a push endpoint got.</summary>
internal sealed record PushRequestSeen(string Body, Dictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
