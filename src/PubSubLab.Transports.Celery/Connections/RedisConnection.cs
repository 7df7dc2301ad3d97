using PubSubLab.Lab;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Connections;

/// <summary>A connection to Redis that is made when it is first needed, and what to say when it does not work.</summary>
internal sealed class RedisConnection(BrokerAddresses addresses, string setting, CeleryOptions options, string name) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private volatile CertificateCheck? _certificate;
    private volatile Connected? _connection;
    private ConnectionMultiplexer? _before;
    private Task _connecting = Task.CompletedTask;
    private TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The current address.</summary>
    public BrokerAddress Address => addresses.Current;

    /// <summary>Completes when a connection to another address takes the place of the present one.</summary>
    public Task Replaced => _replaced.Task;

    /// <summary>The database of the address. Where there are several addresses and this one is gone, another takes its place.</summary>
    /// <exception cref="LabException">Redis is not there, or does not want us.</exception>
    public async Task<IDatabase> GetDatabaseAsync()
    {
        if (_connection is { } open && IsGood(open))
        {
            return open.Database;
        }

        Task connecting;
        lock (_gate)
        {
            // Callers at the same time share one trial. One after the other, they would each wait their whole patience for a silent server.
            connecting = _connecting = _connecting.IsCompleted ? ConnectAsync() : _connecting;
        }

        await connecting;
        return _connection!.Database;
    }

    /// <summary>The channels of the server, which belong to no database.</summary>
    /// <exception cref="LabException">Redis is not there, or does not want us.</exception>
    public async Task<ISubscriber> GetSubscriberAsync() => (await GetDatabaseAsync()).Multiplexer.GetSubscriber();

    /// <summary>Whether Redis refused because it is at its maxmemory. Of a transaction it says only that it was discarded; ours meet no other reason.</summary>
    public static bool IsFull(Exception e) => Says(e, "OOM command not allowed", "EXECABORT");

    /// <summary>A failure as a sentence.</summary>
    public string Explain(Exception e) => Explain(e, addresses.Current);

    private string Explain(Exception e, BrokerAddress address) => e switch
    {
        LabException => e.Message,
        RedisConnectionException when _certificate?.Problem is { } problem => $"Redis at {address} {problem}",
        _ when Says(e, "WRONGPASS", "NOAUTH", "invalid password", "AuthenticationFailure") =>
            $"Redis at {address} refused the user or the password. Set {setting} to redis://:PASSWORD@{address}/{address.Database}.",
        _ when Says(e, "NOPERM") => $"Redis at {address} does not allow the user what a Celery worker needs: {FirstLine(e)}.",
        RedisServerException when e.Message.StartsWith("MISCONF", StringComparison.Ordinal) => $"Redis at {address} takes no writes: it cannot save to its disk.",
        // Redis says the one, its client the other.
        _ when Says(e, "READONLY", "not eligible for replica") => $"Redis at {address} is a read-only replica and takes no writes. Set {setting} to its master.",
        RedisServerException when IsFull(e) =>
            $"Redis at {address} is at its maxmemory and takes nothing more. Let workers empty its queues, or raise maxmemory.",
        RedisServerException => $"Redis at {address} refused: {FirstLine(e)}.",
        // One that does not speak TLS stays silent when it is greeted so.
        _ when address.Secure => $"Redis at {address} does not answer, or does not speak TLS. Start it, or set {setting} to where it is, with redis:// where it is without TLS.",
        _ => $"Redis at {address} does not answer. Start it, or set {setting} to where it is.",
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var open in new[] { _before, _connection?.Multiplexer })
        {
            await EndAsync(open);
        }
    }

    private static bool Says(Exception? e, params string[] words)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (Array.Exists(words, w => e.Message.Contains(w, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].TrimEnd('.');

    // With one address the client connects again by itself.
    private bool IsGood(Connected open) => !addresses.HasOthers || (open.Multiplexer.IsConnected && open.To == addresses.Current);

    /// <summary>The connection before stays until the next one: somebody may be about to use it.</summary>
    private async Task ReplaceAsync(Connected next)
    {
        await EndAsync(_before);
        _before = _connection?.Multiplexer;
        _connection = next;
        var replaced = _replaced;
        _replaced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        replaced.TrySetResult();
    }

    private static async Task EndAsync(ConnectionMultiplexer? open)
    {
        if (open is not null)
        {
            await open.CloseAsync(allowCommandsToComplete: false);
            await open.DisposeAsync();
        }
    }

    private async Task ConnectAsync()
    {
        // Not under the caller's lock.
        await Task.Yield();
        if (_connection is not { } there || !IsGood(there))
        {
            await ReplaceAsync(await addresses.ConnectAsync(ConnectAsync));
        }
    }

    private async Task<Connected> ConnectAsync(BrokerAddress address)
    {
        var certificate = _certificate = new CertificateCheck(address);
        var configuration = new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.Port } },
            User = address.User,
            Password = address.Password,
            Ssl = address.Secure,
            ClientName = name,
            ConnectTimeout = (int)options.Patience.TotalMilliseconds,
            AsyncTimeout = (int)options.Patience.TotalMilliseconds,
            SyncTimeout = (int)options.Patience.TotalMilliseconds,
            ConnectRetry = 1,
            AbortOnConnectFail = true,
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry(200),
            HeartbeatInterval = TimeSpan.FromMilliseconds(200),
        };
        configuration.CertificateValidation += certificate.Check;
        try
        {
            return new Connected(await ConnectionMultiplexer.ConnectAsync(configuration), address);
        }
        catch (RedisException e)
        {
            throw new LabException(Explain(e, address), e);
        }
    }

    private sealed record Connected(ConnectionMultiplexer Multiplexer, BrokerAddress To)
    {
        public IDatabase Database => Multiplexer.GetDatabase(To.Database);
    }
}
