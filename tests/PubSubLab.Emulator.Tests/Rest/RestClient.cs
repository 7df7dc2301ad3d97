using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PubSubLab.Emulator.Tests.Rest;

/// <summary>Sends REST requests to an emulator, with the headers and the body that a test asks for and no others.</summary>
internal sealed class RestClient(string endpoint) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{endpoint}") };

    public void Dispose() => _http.Dispose();

    public async Task<RestAnswer> SendAsync(string method, string path, string? body = null, string? contentType = "application/json", bool isChunked = false, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
            request.Headers.TransferEncodingChunked = isChunked ? true : null;
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue(name);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new RestAnswer((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement, response);
    }

    /// <summary>Sends what must succeed.</summary>
    public async Task<JsonElement> OkAsync(string method, string path, string? body = null)
    {
        var answer = await SendAsync(method, path, body);
        answer.Code.ShouldBe(200, $"{method} {path} {body}: {answer.Json}");
        return answer.Json;
    }
}
