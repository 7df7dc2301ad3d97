using System.Globalization;
using System.Text.RegularExpressions;

namespace PubSubLab.Transports.PubSub;

/// <summary>A connection that a proxy did not make. The message says which proxy, where it is set, and what to do.</summary>
public sealed partial class ProxyException : HttpRequestException
{
    // .NET's order (System.Net.Http, HttpEnvironmentProxy): the first that is set wins.
    private static readonly string[] s_variables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

    internal ProxyException(string message, HttpRequestException inner)
        : base(inner.HttpRequestError, message, inner, inner.StatusCode)
    {
    }

    /// <summary>The failure in words, or null where the proxy had no part in it.</summary>
    internal static string? Explain(HttpRequestException failure, Uri destination)
    {
        if (ProxyRule.Instance.GetProxy(destination) is not { } proxy)
        {
            return null;
        }

        var setting = Array.Find(s_variables, name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }) ?? "the system's proxy settings";

        // Without user and password, which the address may carry.
        var name = $"The proxy {proxy.Scheme}://{proxy.IdnHost}:{proxy.Port} (from {setting})";
        var exempt = $"exempt {destination.IdnHost} with NO_PROXY";
        return failure.HttpRequestError switch
        {
            // With a proxy the only connection, and the only name that is looked up, are the proxy's.
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError =>
                $"{name} cannot be reached: {failure.GetBaseException().Message.TrimEnd('.')}. Correct {setting}, or {exempt}.",
            HttpRequestError.ProxyTunnelError when StatusOf(failure) == 407 =>
                $"{name} asks for a user and a password (407). Put them into {setting}: http://USER:PASSWORD@{proxy.IdnHost}:{proxy.Port}.",
            HttpRequestError.ProxyTunnelError =>
                $"{name} does not connect to {destination.IdnHost}:{destination.Port}{Answer(failure)}. Have the host allowed there, or {exempt}.",
            _ => null,
        };
    }

    private static string Answer(HttpRequestException failure) => StatusOf(failure) is { } status ? $": it answers {status}" : "";

    // .NET tells the proxy's status in the message alone.
    private static int? StatusOf(HttpRequestException failure) =>
        failure.StatusCode is { } code ? (int)code
        : StatusInMessage().Match(failure.Message) is { Success: true } match ? int.Parse(match.Groups["status"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"'(?<status>[1-5]\d\d)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex StatusInMessage();
}
