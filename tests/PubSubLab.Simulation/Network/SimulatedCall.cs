using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Network;

/// <summary>One call: what the client and the server know of it, and the two directions between them.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing.")]
internal sealed class SimulatedCall
{
    private static readonly Status s_unavailable = new(StatusCode.Unavailable, "The connection was lost.");

    private readonly SimulatedNetwork _network;
    private readonly SimulatedProcess _client;
    private readonly ICallServer? _server;
    private readonly Link? _link;
    private readonly WireDirection? _up;
    private readonly WireDirection? _down;
    private readonly CancellationTokenSource _aborted = new();
    private readonly CancellationTokenRegistration _cancelled;
    private readonly ITimer? _deadline;
    private TaskCompletionSource _clientNews = new();
    private TaskCompletionSource _serverNews = new();
    private Status? _end;
    private bool _isServed;
    private bool _isOverForServer;
    private bool _isReadCancelled;

    public SimulatedCall(SimulatedNetwork network, SimulatedProcess client, Link? link, string method, CallOptions options)
    {
        (_network, _client, _link, Method, Headers) = (network, client, link, method, options.Headers ?? []);
        _server = link?.Server;
        if (link is null)
        {
            network.After(network.Latency(), () => End(new Status(StatusCode.Unavailable, "Nobody answers at the server's address.")));
        }
        else
        {
            link.Add(this);
            _up = new WireDirection(link, $"{link.Name} > {method}", ArriveAtServer);
            _down = new WireDirection(link, $"{link.Name} < {method}", _ => Wake(ref _clientNews)) { Read = () => Wake(ref _serverNews) };
        }

        _cancelled = options.CancellationToken.UnsafeRegister(static call => ((SimulatedCall)call!).Cancel("Call canceled by the client."), this);
        if (options.Deadline is { } deadline && deadline < DateTime.MaxValue)
        {
            var left = deadline - client.Time.GetUtcNow().UtcDateTime;
            _deadline = client.Time.CreateTimer(
                static call => ((SimulatedCall)call!).Cancel("The deadline passed.", StatusCode.DeadlineExceeded), this,
                left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Full name of the method, such as <c>/google.pubsub.v1.Publisher/Publish</c>.</summary>
    public string Method { get; }

    public Metadata Headers { get; }

    public string Peer => _link?.Name ?? "";

    public Metadata Trailers { get; private set; } = [];

    public Status Status => _end ?? throw new InvalidOperationException("The call has not ended.");

    /// <summary>Cancelled on the server when the client is gone.</summary>
    public CancellationToken Aborted => _aborted.Token;

    /// <summary>Whether the server knows that the client is gone. <see cref="Aborted"/> follows.</summary>
    public bool IsLostForServer { get; private set; }

    /// <summary>Whether the server waits for the client to read.</summary>
    public bool IsBlocked { get; private set; }

    public async Task SendAsync(byte[] message)
    {
        while (_link is null && _end is null)
        {
            await _clientNews.Task;
        }

        if (_end is { } end)
        {
            throw end.StatusCode == StatusCode.OK ? new InvalidOperationException("Can't write the message because the call is complete.") : new RpcException(end);
        }

        Send(new WireFrame(WireFrameKind.Message, message), isUp: true);
    }

    public void HalfClose()
    {
        if (_end is null && _link is not null)
        {
            Send(new WireFrame(WireFrameKind.HalfClose, []), isUp: true);
        }
    }

    /// <summary>The next message of the server; null at the end.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    public async Task<byte[]?> ReceiveAsync()
    {
        while (true)
        {
            if (_end is { } end)
            {
                return end.StatusCode == StatusCode.OK ? null : throw new RpcException(end, Trailers);
            }

            if (_down is null || !_down.TryTake(out var frame))
            {
                await _clientNews.Task;
            }
            else if (frame.Kind == WireFrameKind.Message)
            {
                return frame.Bytes;
            }
            else
            {
                Trailers = frame.Trailers ?? [];
                End(frame.End);
            }
        }
    }

    /// <summary>The client gives the call up.</summary>
    public void Cancel(string why, StatusCode code = StatusCode.Cancelled)
    {
        if (_end is not null)
        {
            return;
        }

        End(new Status(code, why));
        if (_link is not null)
        {
            Send(new WireFrame(WireFrameKind.Reset, []), isUp: true);
        }
    }

    /// <summary>The client has found out that the connection is lost.</summary>
    public void LoseClient() => End(s_unavailable);

    /// <summary>The server has found out that the client is gone.</summary>
    public void LoseServer()
    {
        if (IsLostForServer || _isOverForServer)
        {
            return;
        }

        IsLostForServer = true;
        _server!.Process.Post(static call => ((SimulatedCall)call!)._aborted.Cancel(), this);
        Wake(ref _serverNews);
    }

    /// <summary>The next message of the client; null after its half-close.</summary>
    /// <exception cref="IOException">The client is gone.</exception>
    public async Task<byte[]?> TakeAsync()
    {
        while (true)
        {
            if (IsLostForServer)
            {
                throw new IOException("The client reset the request stream.");
            }

            if (_isReadCancelled)
            {
                throw new RpcException(new Status(StatusCode.Cancelled, "Incoming message cancelled."));
            }

            if (_up!.TryTake(out var frame))
            {
                return frame.Kind == WireFrameKind.Message ? frame.Bytes : null;
            }

            await _serverNews.Task;
        }
    }

    public void CancelPendingTake()
    {
        _isReadCancelled = true;
        Wake(ref _serverNews);
    }

    /// <summary>Sends a message to the client, when it has read enough of those before.</summary>
    public async Task AnswerAsync(byte[] message, CancellationToken cancellation)
    {
        while (!IsLostForServer && _down!.UnderWay >= _network.Faults.Window)
        {
            IsBlocked = true;
            await _serverNews.Task;
        }

        IsBlocked = false;
        cancellation.ThrowIfCancellationRequested();
        if (IsLostForServer)
        {
            throw new OperationCanceledException("The client is gone.");
        }

        Send(new WireFrame(WireFrameKind.Message, message), isUp: false);
    }

    /// <summary>The server's end of the call.</summary>
    public void Finish(Status status, Metadata trailers)
    {
        _isOverForServer = true;
        if (!IsLostForServer)
        {
            Send(new WireFrame(WireFrameKind.Status, [], status, trailers), isUp: false);
        }

        RemoveIfOver();
    }

    private void Send(WireFrame frame, bool isUp)
    {
        foreach (var sent in _network.Meddler?.Invoke(this, frame, isUp) ?? [frame])
        {
            (isUp ? _up! : _down!).Send(sent);
        }
    }

    private void ArriveAtServer(WireFrame frame)
    {
        if (frame.Kind == WireFrameKind.Reset)
        {
            if (_isServed)
            {
                LoseServer();
            }

            return;
        }

        Wake(ref _serverNews);
        if (!_isServed)
        {
            _isServed = true;
            _server!.Process.Post(static call => _ = ((SimulatedCall)call!).ServeAsync(), this);
        }
    }

    // The server catches and reports everything, so this task is not waited for.
    private Task ServeAsync() => _server!.ServeAsync(this);

    private void End(Status status)
    {
        if (_end is not null)
        {
            return;
        }

        _end = status;
        _cancelled.Unregister();
        _deadline?.Dispose();
        Wake(ref _clientNews);
        RemoveIfOver();
    }

    private void RemoveIfOver()
    {
        if (_end is not null && _isOverForServer)
        {
            _link?.Remove(this);
        }
    }

    // Continuations go to the context that waits, never run here.
    private static void Wake(ref TaskCompletionSource news)
    {
        var before = news;
        news = new TaskCompletionSource();
        before.TrySetResult();
    }
}
