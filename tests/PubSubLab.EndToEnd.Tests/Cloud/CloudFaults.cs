using Grpc.Core;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>
/// What goes wrong at the stand-in, by account and method. Methods are those of gRPC ("Publish", "TestIamPermissions") and, for tokens, "token",
/// "sts", "generateAccessToken" and "metadata". Null stands for all.
/// </summary>
internal sealed class CloudFaults : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<CloudFault> _faults = [];
    private readonly List<(string? Account, string Method)> _calls = [];
    private CancellationTokenSource _cut = new();

    /// <summary>The calls so far, refused ones included.</summary>
    public IReadOnlyList<(string? Account, string Method)> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Ends what is under way when the network is cut.</summary>
    public CancellationToken Cut
    {
        get
        {
            lock (_gate)
            {
                return _cut.Token;
            }
        }
    }

    /// <summary>Refuses calls: all, or the first few.</summary>
    public void Refuse(CloudRefusal refusal, string? account = null, string? method = null, int times = int.MaxValue) =>
        Add(new CloudFault(account, method) { Refusal = refusal, Left = times });

    /// <summary>Refuses calls, and quotes the authorization that came with each.</summary>
    public void Quote(StatusCode code) => Add(new CloudFault(null, null) { Refusal = new CloudRefusal(code, "Refused:"), Quotes = true });

    /// <summary>Answers late.</summary>
    public void Slow(TimeSpan delay, string? account = null, string? method = null) => Add(new CloudFault(account, method) { Delay = delay });

    /// <summary>Takes calls and never answers.</summary>
    public void Silence(string? account = null, string? method = null) => Add(new CloudFault(account, method) { Delay = Timeout.InfiniteTimeSpan });

    /// <summary>Cuts every stream and answers UNAVAILABLE from now on, until <see cref="Clear"/>.</summary>
    public void BeginOutage()
    {
        CancellationTokenSource cut;
        lock (_gate)
        {
            _faults.Add(new CloudFault(null, null) { Refusal = CloudRefusal.Unavailable });
            cut = _cut;
            _cut = new CancellationTokenSource();
        }

        cut.Cancel();
        cut.Dispose();
    }

    /// <summary>All is well again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <summary>Waits as long as the faults say.</summary>
    /// <param name="account">The calling account.</param>
    /// <param name="method">The called method.</param>
    /// <param name="sent">Secrets in the call.</param>
    /// <param name="aborted">Ends the waiting.</param>
    /// <returns>The refusal, or null where the call goes on.</returns>
    public async Task<CloudRefusal?> MeetAsync(string? account, string method, string sent, CancellationToken aborted)
    {
        CloudFault[] met;
        lock (_gate)
        {
            _calls.Add((account, method));
            met = [.. _faults.Where(f => f.Left > 0 && (f.Account ?? account) == account && (f.Method ?? method) == method)];
            foreach (var fault in met)
            {
                fault.Left--;
            }
        }

        foreach (var fault in met.Where(f => f.Delay != TimeSpan.Zero))
        {
            await Task.Delay(fault.Delay, TimeProvider.System, aborted);
        }

        return Array.Find(met, f => f.Refusal is not null) is not { } refusing ? null
            : refusing.Quotes ? refusing.Refusal! with { Detail = $"{refusing.Refusal.Detail} {sent}" }
            : refusing.Refusal;
    }

    public void Dispose() => _cut.Dispose();

    private void Add(CloudFault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    private sealed class CloudFault(string? account, string? method)
    {
        public string? Account { get; } = account;

        public string? Method { get; } = method;

        public CloudRefusal? Refusal { get; init; }

        public bool Quotes { get; init; }

        public TimeSpan Delay { get; init; }

        public int Left { get; set; } = int.MaxValue;
    }
}
