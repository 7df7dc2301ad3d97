using System.Diagnostics;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Requests;

namespace PubSubLab.Emulator;

/// <summary>Things that go wrong on purpose, so that a test suite can see what its program does then. Each is counted.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class EmulatorFaults
{
    internal const string DefaultDetail = "a fault that was asked for";

    private readonly Broker _broker;
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private volatile bool _any;
    private volatile bool _isDown;

    internal EmulatorFaults(Broker broker) => _broker = broker;

    /// <summary>Names of the methods that can fail, those of the contract.</summary>
    public static IReadOnlyList<string> Methods => ContractMethods.Names;

    /// <summary>
    /// The next calls of a method fail with a status, before they have any effect: calls over gRPC and over REST. REST has no StreamingPull.
    /// </summary>
    /// <param name="method">The method's name as in the contract, for instance <c>Publish</c>: one of <see cref="Methods"/>.</param>
    /// <param name="code">Their status.</param>
    /// <param name="times">Number of calls. Default: 1.</param>
    /// <param name="detail">The status's message.</param>
    /// <exception cref="ArgumentException">There is no such method, or the status is not an error.</exception>
    public void FailNext(string method, StatusCode code, int times = 1, string detail = DefaultDetail)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        if (!ContractMethods.Has(method))
        {
            throw new ArgumentException($"\"{method}\" is not a method of Pub/Sub. The methods are: {string.Join(", ", Methods)}.", nameof(method));
        }

        if (code == StatusCode.OK || !Enum.IsDefined(code))
        {
            throw new ArgumentException($"A call cannot fail with the status {code}. Choose another, such as {nameof(StatusCode.Unavailable)}.", nameof(code));
        }

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

    /// <summary>Calls still to fail, and whether they can be REST calls: <c>calls still to fail: 2 Publish (gRPC and REST)</c>.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return _faults.Count == 0
                ? "no calls are to fail"
                : $"calls still to fail: {string.Join(", ", _faults.Select(static f => $"{f.Left} {f.Method} with {f.Status.StatusCode} ({(ContractMethods.IsInRest(f.Method) ? "gRPC and REST" : "gRPC only")})"))}";
        }
    }

    /// <summary>Called when a call has failed for it, with the method's name; it must return quickly. Default: nobody.</summary>
    public Action<string>? Happened { get; set; }

    /// <summary>
    /// Whether the emulator answers as a service does that restarts: every call of the API fails with UNAVAILABLE, over gRPC and over REST.
    /// Setting it ends every open stream. Topics, messages and leases stay. Health checks answer, and push goes on. Default: false.
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

    /// <summary>Calls still to fail, the next ones first.</summary>
    internal IReadOnlyList<(string Method, Status Status, int Times)> Planned
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults.Select(static f => (f.Method, f.Status, f.Left))];
            }
        }
    }

    /// <summary>Makes these calls fail, and no others.</summary>
    internal void Replace(IEnumerable<(string Method, Status Status, int Times)> planned)
    {
        lock (_gate)
        {
            _faults.Clear();
            _faults.AddRange(planned.Select(static p => new Fault(p.Method, p.Status, p.Times)));
            _any = _faults.Count > 0;
        }
    }

    /// <summary>Ends every open stream of a subscription with UNAVAILABLE, as the service does now and then. Leases stay, and push goes on.</summary>
    /// <param name="subscription">Full resource name, or the id alone where the project is known.</param>
    /// <returns>The number of ended streams. REST has no streams.</returns>
    /// <exception cref="ArgumentException">There is no such subscription.</exception>
    public int BreakStreams(string subscription)
    {
        return _broker.TrySubscription(_broker.Scope.Subscription(subscription), out var found)
            ? Broker.BreakStreams(found)
            : throw new ArgumentException($"The subscription \"{subscription}\" does not exist.", nameof(subscription));
    }

    /// <summary>Whether any call is to fail.</summary>
    internal bool IsOn => _any || _isDown;

    internal bool TryTake(string method, out Status status)
    {
        status = default;
        if (!IsOn)
        {
            return false;
        }

        if (_isDown && ContractMethods.Has(method))
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
