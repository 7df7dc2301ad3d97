using System.Text.Json;

namespace PubSubLab.Emulator.Tests.Rest;

/// <summary>The answer to a REST call; its headers stay readable after the response is disposed.</summary>
internal sealed record RestAnswer(int Code, JsonElement Json, HttpResponseMessage Response)
{
    public JsonElement Error => Json.GetProperty("error");

    public string Message => Error.GetProperty("message").GetString()!;
}
