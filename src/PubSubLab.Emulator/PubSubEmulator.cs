using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Connections;
using PubSubLab.Emulator.Control;
using PubSubLab.Emulator.Hosting;
using PubSubLab.Emulator.Names;
using PubSubLab.Emulator.Push;

namespace PubSubLab.Emulator;

/// <summary>
/// A Pub/Sub v1 service in this process. Everything is in memory and gone when it is disposed, unless
/// <see cref="PubSubEmulatorOptions.DataDirectory"/> is set.
/// </summary>
/// <example><code>
/// await using var emulator = await PubSubEmulator.StartAsync();
/// var publisher = await new PublisherServiceApiClientBuilder { Endpoint = emulator.Endpoint, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync();
/// </code></example>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class PubSubEmulator : IAsyncDisposable
{
    private const int Tries = 5;
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _end;
    private bool _isDisposed;

    private PubSubEmulator(WebApplication app, Broker broker, EmulatorFaults faults, string host, int port, TaskCompletionSource end)
    {
        _app = app;
        _end = end;
        Broker = broker;
        Host = host;
        Port = port;
        Faults = faults;
    }

    /// <summary>An address that reaches it: <c>127.0.0.1</c> unless another was asked for.</summary>
    public string Host { get; }

    /// <summary>The TCP port it listens on.</summary>
    public int Port { get; }

    /// <summary>Host and port as <c>PUBSUB_EMULATOR_HOST</c> wants them, for instance <c>127.0.0.1:8085</c>.</summary>
    public string Endpoint => EndpointOf(Host, Port);

    /// <summary>
    /// Completes when the emulator is disposed. Fails with an <see cref="IOException"/> when it can accept no more connections: then it
    /// serves the open ones only, and is best disposed.
    /// </summary>
    public Task Completion => _end.Task;

    /// <summary>Makes calls fail and streams break, for tests.</summary>
    public EmulatorFaults Faults { get; }

    /// <summary>The events so far: published messages, deliveries, everything.</summary>
    /// <exception cref="InvalidOperationException">It keeps no history: <see cref="PubSubEmulatorOptions.KeepHistory"/> was not set.</exception>
    public EmulatorHistory History => Broker.History.IsKept
        ? Broker.History
        : throw new InvalidOperationException("The emulator keeps no history; set PubSubEmulatorOptions.KeepHistory when it is started.");

    /// <summary>Deletes everything that a project has, and what the history knows of it.</summary>
    /// <param name="projectId">The project's id.</param>
    /// <exception cref="ArgumentException">It is not an id of a project.</exception>
    public void ResetProject(string projectId) => Broker.ResetProject(ProjectScope.Project(projectId));

    /// <summary>Its address: <c>emulator on 127.0.0.1:8085</c>.</summary>
    public override string ToString() => $"emulator on {Endpoint}";

    /// <summary>Deletes everything that all projects have, forgets the history, and takes every fault back. The clock goes on.</summary>
    public void Reset() => new EmulatorReset(Broker, Faults).Run();

    /// <summary>Creates what a topology says, in addition to what is there.</summary>
    /// <exception cref="TopologyException">Something of it cannot be created; what stands before it was.</exception>
    public void Create(EmulatorTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        topology.Create(Broker);
    }

    internal Broker Broker { get; }

    /// <summary>Methods and paths of the control API, such as <c>GET /emulator/v1/clock</c>.</summary>
    internal IEnumerable<string> ControlRoutes =>
        from endpoint in ((IEndpointRouteBuilder)_app).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
        let path = endpoint.RoutePattern.RawText!
        where path.StartsWith(ControlApi.Root, StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        where method != HttpMethods.Head
        select $"{method} {path}";

    /// <summary>Starts an emulator; when this returns it is listening.</summary>
    /// <param name="options">Default: a free port on loopback.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="DataDirectoryException">The data directory cannot be used.</exception>
    /// <exception cref="PortInUseException">The port is taken.</exception>
    /// <exception cref="IOException">The system does not let this program listen there.</exception>
    /// <exception cref="ArgumentException">The host is neither localhost nor an IP address, or the port is none.</exception>
    public static Task<PubSubEmulator> StartAsync(PubSubEmulatorOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(options ?? new PubSubEmulatorOptions(), prepare: null, cancellationToken);

    /// <summary>Starts an emulator that has its resources before the first client can connect.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="prepare">Creates the resources; called again for each port that is tried.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    internal static async Task<PubSubEmulator> StartAsync(PubSubEmulatorOptions options, Action<PubSubEmulator>? prepare, CancellationToken cancellationToken)
    {
        if (options.Port is < 0 or > 65_535)
        {
            throw new ArgumentException($"The port is {options.Port}: it can be 1 to 65535, or 0 for a free one.", nameof(options));
        }

        if (options.MemoryShare is not (> 0 and <= 1))
        {
            throw new ArgumentException($"The share of memory is {options.MemoryShare}: it is above 0 and at most 1.", nameof(options));
        }

        if (options.DiskReserve < 0)
        {
            throw new ArgumentException($"The reserve of the disk is {options.DiskReserve}: it is 0 or more.", nameof(options));
        }

        OidcIssuer.Check(options.OidcIssuer);
        var addresses = ListenAddresses.Of(options.Host);
        var host = addresses[0].Equals(System.Net.IPAddress.Any) ? "127.0.0.1"
            : addresses[0].Equals(System.Net.IPAddress.IPv6Any) ? "::1" : addresses[0].ToString();
        for (var i = 0; ; i++)
        {
            var port = options.Port == 0 ? FreePort.Find(options.Host, addresses) : options.Port;
            var broker = BrokerStart.Open(options);
            broker.Push.Oidc.Address = $"http://{EndpointOf(host, port)}";
            var faults = new EmulatorFaults(broker);
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var app = EmulatorServer.Build(broker, faults, addresses, port, e => end.TrySetException(e));
            try
            {
                var emulator = new PubSubEmulator(app, broker, faults, host, port, end);
                prepare?.Invoke(emulator);
                await app.StartAsync(cancellationToken);
                broker.BeginPush();
                return emulator;
            }
            catch (Exception e)
            {
                await app.DisposeAsync();
                await broker.DisposeAsync();
                switch (e)
                {
                    // A port that was free a moment ago can be taken by another program before Kestrel binds it.
                    case IOException { InnerException: AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } }:
                        if (options.Port == 0 && i < Tries)
                        {
                            continue;
                        }

                        throw new PortInUseException(options.Host, port, e);
                    case SocketException refused:
                        throw ListenAddresses.Refused(options.Host, port, refused);
                    default:
                        throw;
                }
            }
        }
    }

    private static string EndpointOf(string host, int port) => host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";

    /// <summary>Stops listening and breaks off every call. What is only in memory is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        using (var now = new CancellationTokenSource())
        {
            await now.CancelAsync();
            // Open streams would be waited for; with a token that is cancelled they are broken off instead.
            await _app.StopAsync(now.Token);
        }

        await _app.DisposeAsync();
        await Broker.DisposeAsync();
        _end.TrySetResult();
    }
}
