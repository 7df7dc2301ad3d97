
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator;

/// <summary>Options of a <see cref="PubSubEmulator"/>. Immutable.</summary>
public sealed record PubSubEmulatorOptions
{
    /// <summary>
    /// Where to listen: <c>localhost</c> (default: IPv4 and IPv6 loopback), an IP address, or <c>0.0.0.0</c> / <c>::</c> for
    /// every interface.
    /// </summary>
    public string Host { get; init; } = "localhost";

    /// <summary>TCP port, 0 to 65535; 0 (default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The clock of publish times, deadlines and everything else that waits. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Moves <see cref="TimeProvider"/> for <c>PATCH /emulator/v1/clock</c>. Default: null, and that call is refused.</summary>
    public IEmulatorClock? Clock { get; init; }

    /// <summary>
    /// Project of short names, such as <c>orders</c> for <c>projects/PROJECT/topics/orders</c>, in history, faults and inspection. The
    /// API takes full names only. Default: the only project that the emulator has.
    /// </summary>
    public string? ProjectId { get; init; }

    /// <summary>Sees everything that happens; null (default) costs nothing.</summary>
    public IEmulatorObserver? Observer { get; init; }

    /// <summary>Which waiting consumer gets a message. Default: <see cref="DispatchOrder.RoundRobin"/>.</summary>
    public DispatchOrder Dispatch { get; init; } = DispatchOrder.RoundRobin;

    /// <summary>Seed of every choice that is drawn, so that a run can be repeated. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Whether the limits on numbers of resources hold (Pub/Sub docs, "Quotas and limits": 10,000 topics and 10,000
    /// subscriptions a project, 10,000 subscriptions a topic). Default true.
    /// </summary>
    public bool CountLimits { get; init; } = true;

    /// <summary>
    /// Told in a sentence, once for each limit that is passed, what a real project would have refused while
    /// <see cref="CountLimits"/> is false. Called while the directory of resources waits: must return quickly and must not
    /// call the emulator. Default: nobody is told.
    /// </summary>
    public Action<string>? OnLimitPassed { get; init; }

    /// <summary>
    /// Told of each exception that is a fault of the emulator and not of a request, with the method's name and the stack trace. The
    /// caller gets INTERNAL. Must return quickly. Default: nobody is told.
    /// </summary>
    public Action<string>? OnFault { get; init; }

    /// <summary>
    /// The watermark: the share of the memory that the process may use, above 0 and at most 1, at which Publish is refused with
    /// RESOURCE_EXHAUSTED until messages are acknowledged. The memory is that of the container or the machine, or the heap limit
    /// of .NET (<see cref="GCMemoryInfo.TotalAvailableMemoryBytes"/>). Default 0.6.
    /// </summary>
    public double MemoryShare { get; init; } = 0.6;

    /// <summary>
    /// Directory where everything lasts: a new emulator on it begins with the topics, messages and acknowledgements of the last one, even if
    /// that was killed. It is created if it does not exist, and one emulator uses it at a time. Default null: everything is in memory.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>
    /// The watermark of the data directory's disk: bytes that stay free. With less, Publish and changes of resources are refused with
    /// UNAVAILABLE, and acknowledgements go on; 0 for none. Default null: 256 MB, or a twentieth of a smaller disk.
    /// </summary>
    public long? DiskReserve { get; init; }

    /// <summary>
    /// Told in a sentence when publishing closes because memory is full or the data directory cannot be written, when it opens again, and when connections are refused because
    /// there are too many. Must return quickly and must not call the emulator. Default: nobody is told.
    /// </summary>
    public Action<string>? OnPressure { get; init; }

    /// <summary>
    /// Told in a sentence when a push endpoint does not take messages, with its address and the reason; for each subscription at most
    /// once a minute. Must return quickly. Default: nobody is told.
    /// </summary>
    public Action<string>? OnPushFailed { get; init; }

    /// <summary>
    /// Told in a sentence when a message transform fails, with its topic or subscription and the reason; for each of them at most once a
    /// minute. Must return quickly. Default: nobody is told.
    /// </summary>
    public Action<string>? OnTransformFailed { get; init; }

    /// <summary>
    /// Gets the requests of push subscriptions, such as a test server's handler; not disposed with the emulator. Default: they go over the network.
    /// </summary>
    public HttpMessageHandler? PushHandler { get; init; }

    /// <summary>
    /// Issuer of the tokens in push requests whose subscription has an <c>oidc_token</c>, such as <c>https://accounts.google.com</c> for
    /// receivers that insist on it. Default: the emulator's own URL. Receivers find the key through <c>/.well-known/openid-configuration</c>.
    /// </summary>
    public string? OidcIssuer { get; init; }

    /// <summary>Whether REST is served on the same port. Default true.</summary>
    public bool Rest { get; init; } = true;

    /// <summary>Access of web pages and push subscriptions. Default: <see cref="WebAccess.Default"/>.</summary>
    public WebAccess Web { get; init; } = WebAccess.Default;

    /// <summary>Whether everything that happens is remembered in <see cref="PubSubEmulator.History"/>. Default false: it grows without end.</summary>
    public bool KeepHistory { get; init; }

    /// <summary>
    /// Time that a unary Pull waits for a first message, by the emulator's clock. Default: 10 s. Pull also ends when that clock stands
    /// still for a second of real time.
    /// </summary>
    public TimeSpan PullWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Limits of connections and requests.</summary>
    internal EmulatorLimits Limits { get; init; } = new();

    /// <summary>Opens the database of a data directory. Tests put one between that fails.</summary>
    internal Func<string, DiskRoom, IDatabase> OpenDatabase { get; init; } = Database.Open;
}
