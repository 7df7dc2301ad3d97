using System.Net;
using Microsoft.AspNetCore.Http;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>Sends a gRPC call on to the emulator, both ways as it flows.</summary>
internal sealed class Forwarder(string emulator) : IDisposable
{
    private static readonly string[] s_hopByHop = ["Host", "Authorization", "Transfer-Encoding", "Content-Length", "Connection"];

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true });

    public async Task<bool> ExistsAsync(string resource)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{emulator}/v1/{resource}");
        using var response = await _client.SendAsync(request, CancellationToken.None);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Forwards a call.</summary>
    /// <param name="http">The call.</param>
    /// <param name="cut">Ends it, as a network that breaks does.</param>
    public async Task ForwardAsync(HttpContext http, CancellationToken cut)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{emulator}{http.Request.Path}")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new FlowingContent(http.Request.Body),
        };
        foreach (var (name, value) in http.Request.Headers.Where(h => !h.Key.StartsWith(':') && !s_hopByHop.Contains(h.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, [.. value]))
            {
                request.Content.Headers.TryAddWithoutValidation(name, [.. value]);
            }
        }

        using var response = await _client.SendAsync(request, cut);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await using var body = await response.Content.ReadAsStreamAsync(cut);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cut)) > 0)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), cut);
            await http.Response.Body.FlushAsync(cut);
        }

        foreach (var (name, values) in response.TrailingHeaders)
        {
            http.Response.AppendTrailer(name, values.ToArray());
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>A request body that is sent as it comes.</summary>
    private sealed class FlowingContent(Stream body) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[64 * 1024];
            int read;
            await stream.FlushAsync();
            while ((read = await body.ReadAsync(buffer)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
