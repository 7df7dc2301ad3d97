using System.Globalization;
using System.Net.Security;
using System.Text.RegularExpressions;
using PubSubLab.Lab;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PubSubLab.Transports.Celery.Connections;

/// <summary>Opens connections to one RabbitMQ, and says what is wrong when it cannot.</summary>
internal sealed class RabbitMqConnector(BrokerAddresses addresses, string setting, CeleryOptions options)
{
    private volatile CertificateCheck? _certificate;

    /// <summary>Opens a connection. It does not reconnect; its owner decides.</summary>
    /// <exception cref="LabException">RabbitMQ is not there, or does not want us.</exception>
    public Task<IConnection> ConnectAsync(string name, AbruptSocket socket, CancellationToken cancellation) =>
        addresses.ConnectAsync(address => ConnectAsync(address, name, socket, cancellation));

    private async Task<IConnection> ConnectAsync(BrokerAddress address, string name, AbruptSocket socket, CancellationToken cancellation)
    {
        var certificate = _certificate = new CertificateCheck(address);
        var factory = new ConnectionFactory
        {
            HostName = address.Host,
            Port = address.Port,
            UserName = address.User!,
            Password = address.Password!,
            VirtualHost = address.Path,
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            SocketFactory = socket.Create,
            RequestedConnectionTimeout = options.Patience,
            ContinuationTimeout = options.Patience,
            Ssl = new SslOption { Enabled = address.Secure, ServerName = address.Host, AcceptablePolicyErrors = SslPolicyErrors.None, CertificateValidationCallback = certificate.Check },
        };
        try
        {
            var connection = await factory.CreateConnectionAsync(cancellation);

            // A virtual host that is not there is refused only after the client calls the connection open; the first channel finds out.
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            await channel.DisposeAsync();
            return connection;
        }
        catch (Exception e) when (IsTrouble(e, cancellation))
        {
            throw new LabException(Explain(e, address), e);
        }
    }

    /// <summary>Whether it is RabbitMQ's doing, or the network's. The client cancels a request that gets no answer in time.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="cancellation">The caller's own token: its cancellation is no trouble.</param>
    public static bool IsTrouble(Exception e, CancellationToken cancellation) => IsTrouble(e) || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    /// <summary>Whether it is RabbitMQ's doing, or the network's.</summary>
    public static bool IsTrouble(Exception e) => e is RabbitMQClientException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException;

    /// <summary>A failure as a sentence.</summary>
    public string Explain(Exception e) => Explain(e, addresses.Current);

    private string Explain(Exception e, BrokerAddress address)
    {
        if (_certificate?.Problem is { } problem && e is BrokerUnreachableException)
        {
            return $"RabbitMQ at {address} {problem}";
        }

        if (address.Secure && e.GetBaseException() is System.Security.Authentication.AuthenticationException or IOException)
        {
            return $"RabbitMQ at {address} does not speak TLS. Begin {setting} with amqp:// instead of amqps://, or name the port that does.";
        }

        for (var at = e; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                case LabException:
                    return at.Message;
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return $"RabbitMQ at {address} refused the user '{address.User}' or the password. Set {setting} to amqp://USER:PASSWORD@{address}/.";
                case OperationInterruptedException { ShutdownReason: { ReplyCode: > 0 } reason }:
                    return Explain(reason.ReplyCode, reason.ReplyText, address);
                default:
                    break;
            }
        }

        return $"RabbitMQ at {address} does not answer. Start it, or set {setting} to where it is.";
    }

    private string Explain(ushort code, string text, BrokerAddress address) => code switch
    {
        404 => $"RabbitMQ at {address} has no such thing: {Plain(text)}. Start a worker on it first, or correct the name.",
        405 => $"RabbitMQ at {address} keeps it for another connection: {Plain(text)}. End that program, or choose another name.",
        403 => $"RabbitMQ at {address} does not allow it: {Plain(text)}.",
        // RabbitMQ docs, Consumers, Delivery Acknowledgement Timeout.
        406 when text.Contains("delivery acknowledgement", StringComparison.Ordinal) =>
            $"RabbitMQ at {address} closed the channel because a task stayed unacknowledged for longer than its consumer_timeout{TimeoutIn(text)}. Raise consumer_timeout there, or publish shorter tasks and nearer etas.",
        406 => $"RabbitMQ at {address} has it with other settings: {Plain(text)}. Use them, or remove it there.",
        530 => $"RabbitMQ at {address} has no virtual host '{address.Path}' for the user '{address.User}'. Set {setting} to one that it has.",
        320 => $"RabbitMQ at {address} closed the connection: {Plain(text)}.",
        _ => $"RabbitMQ at {address} refused: {Plain(text)}.",
    };

    private static string TimeoutIn(string text) =>
        Regex.Match(text, @"(?<ms>\d+) ms", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } match
            ? $", {Durations.Format(TimeSpan.FromMilliseconds(long.Parse(match.Groups["ms"].Value, CultureInfo.InvariantCulture)))}"
            : "";

    private static string Plain(string text) => text.Split(" - ", 2)[^1].TrimEnd('.');
}
