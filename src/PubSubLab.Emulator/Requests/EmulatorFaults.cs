using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;

namespace PubSubLab.Emulator;

/// <summary>Things that go wrong on purpose, so that a test suite can see what its program does then. Each is counted.</summary>
public sealed class EmulatorFaults
{
    private readonly Broker _broker;
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private volatile bool _any;
    private volatile bool _isDown;

    internal EmulatorFaults(Broker broker) => _broker = broker;

    /// <summary>Names of the methods that can be made to fail, as the contract has them, in alphabetical order.</summary>
    public static IReadOnlyList<string> Methods { get; } =
    [
        .. new[] { PubsubReflection.Descriptor, SchemaReflection.Descriptor, IamPolicyReflection.Descriptor }
            .SelectMany(static file => file.Services).SelectMany(static service => service.Methods).Select(static method => method.Name)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The next calls of a method fail with a status, before they have any effect. This reaches gRPC calls and no REST requests.
    /// </summary>
    /// <param name="method">The method's name as in the contract, for instance <c>Publish</c>: one of <see cref="Methods"/>.</param>
    /// <param name="code">Their status.</param>
    /// <param name="times">Number of calls. Default: 1.</param>
    /// <param name="detail">The status's message.</param>
    /// <exception cref="ArgumentException">The contract has no such method.</exception>
    public void FailNext(string method, StatusCode code, int times = 1, string detail = "a fault that was asked for")
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        if (!Methods.Contains(method, StringComparer.Ordinal))
        {
            throw new ArgumentException($"There is no method \"{method}\" that could fail. Write one of: {string.Join(", ", Methods)}.", nameof(method));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        lock (_gate)
        {
            _faults.Add(new Fault(method, new Status(code, detail), times));
            _any = true;
        }
    }

    /// <summary>Number of calls still to fail.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _faults.Sum(static fault => fault.Left);
            }
        }
    }

    /// <summary>Calls still to fail by method: <c>2 Publish, 1 Acknowledge</c>; empty for none.</summary>
    public string Describe()
    {
        lock (_gate)
        {
            return string.Join(", ", _faults.GroupBy(f => f.Method, StringComparer.Ordinal).Select(m => $"{m.Sum(f => f.Left)} {m.Key}"));
        }
    }

    /// <summary>Called when a call has failed for it, with the method's name; it must return quickly. Default: nobody.</summary>
    public Action<string>? Happened { get; set; }

    /// <summary>
    /// Whether the emulator answers as a service does that restarts: every gRPC call fails with UNAVAILABLE. Setting it ends every open
    /// stream. Topics, messages and leases stay. REST requests and push go on. Default: false.
    /// </summary>
    public bool IsDown
    {
        get => _isDown;
        set
        {
            _isDown = value;
            if (value)
            {
                _broker.BreakAllStreams();
            }
        }
    }

    /// <summary>Takes back every fault that has not happened yet.</summary>
    public void Clear()
    {
        _isDown = false;
        lock (_gate)
        {
            _faults.Clear();
            _any = false;
        }
    }

    /// <summary>Ends every open stream of a subscription with UNAVAILABLE, as the service does now and then. Leases stay.</summary>
    /// <param name="subscription">Full resource name.</param>
    /// <returns>The number of ended streams.</returns>
    /// <exception cref="ArgumentException">There is no such subscription.</exception>
    public int BreakStreams(string subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return _broker.TrySubscription(subscription, out var found)
            ? Broker.BreakStreams(found)
            : throw new ArgumentException($"The subscription \"{subscription}\" does not exist.", nameof(subscription));
    }

    internal bool TryTake(string path, out Status status)
    {
        status = default;
        if (!_any && !_isDown)
        {
            return false;
        }

        var method = path[(path.LastIndexOf('/') + 1)..];
        if (_isDown && Methods.Contains(method, StringComparer.Ordinal))
        {
            status = new Status(StatusCode.Unavailable, "the emulator is down, as was asked for");
            return true;
        }

        lock (_gate)
        {
            var fault = _faults.Find(candidate => candidate.Method == method);
            if (fault is null)
            {
                return false;
            }

            status = fault.Status;
            if (--fault.Left == 0)
            {
                _faults.Remove(fault);
                _any = _faults.Count > 0;
            }
        }

        Happened?.Invoke(method);
        return true;
    }

    /// <summary>Throws where a call of the method is to fail.</summary>
    internal void ThrowIfFails(string method)
    {
        if (TryTake(method, out var status))
        {
            throw new RpcException(status);
        }
    }

    private sealed class Fault(string method, Status status, int times)
    {
        public string Method { get; } = method;

        public Status Status { get; } = status;

        public int Left { get; set; } = times;
    }
}
