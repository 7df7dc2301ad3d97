using System.Net;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>Endpoints without sockets, for an emulator without sockets: requests stay on the caller's thread.</summary>
internal sealed class InProcessPushEndpoints : HttpMessageHandler, IPushEndpoints
{
    private readonly Dictionary<string, Func<PushedMessage, CancellationToken, Task<int>>> _open = new(StringComparer.Ordinal);
    private int _opened;

    /// <inheritdoc/>
    public Task<IPushEndpoint> OpenAsync(Func<PushedMessage, CancellationToken, Task<int>> answer, CancellationToken cancellation)
    {
        var endpoint = new Endpoint(this, $"endpoint-{++_opened}.invalid");
        _open.Add(endpoint.Address.Host, answer);
        return Task.FromResult<IPushEndpoint>(endpoint);
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(request.RequestUri!.Host, out var answer))
        {
            throw new HttpRequestException($"There is no endpoint {request.RequestUri}.");
        }

        var message = PushBody.Read(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        return new HttpResponseMessage((HttpStatusCode)(message is null ? 400 : await answer(message, cancellationToken)));
    }

    private sealed class Endpoint(InProcessPushEndpoints owner, string host) : IPushEndpoint
    {
        public Uri Address { get; } = new($"http://{host}/");

        public ValueTask DisposeAsync()
        {
            owner._open.Remove(Address.Host);
            return ValueTask.CompletedTask;
        }
    }
}
