using System.Collections.ObjectModel;
using Google.Api.Gax.Grpc;
using Google.Rpc;
using Grpc.Core;
using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>The service's details of a refusal (google.rpc.Status). Its texts are printable.</summary>
internal sealed class ServiceAnswer
{
    /// <summary>Longest text that is shown: 600 UTF-16 units.</summary>
    private const int MostText = 600;

    private readonly ReadOnlyDictionary<string, string> _metadata;

    /// <summary>Reads it from an exception.</summary>
    public ServiceAnswer(RpcException e)
    {
        Code = e.StatusCode;
        var info = e.GetErrorInfo();
        Reason = Printable(info?.Reason);
        _metadata = info?.Metadata.AsReadOnly() ?? new Dictionary<string, string>().AsReadOnly();
        Words = Printable(e.GetLocalizedMessage()?.Message) is { Length: > 0 } localized ? localized : Printable(e.Status.Detail);
        Link = e.GetHelp()?.Links.Select(l => LinkOf(l.Url)).FirstOrDefault(l => l is not null);
        Violations = [.. (e.GetStatusDetail<PreconditionFailure>()?.Violations ?? []).Select(v => (Printable(v.Type), Printable(v.Subject), Printable(v.Description)))];
    }

    /// <summary>The status.</summary>
    public StatusCode Code { get; }

    /// <summary>The status as the service writes it, PERMISSION_DENIED.</summary>
    public string CodeName => string.Concat(Code.ToString().Select((c, n) => n > 0 && char.IsUpper(c) ? $"_{c}" : $"{c}")).ToUpperInvariant();

    /// <summary>The reason for programs, SERVICE_DISABLED; empty where the service gives none.</summary>
    public string Reason { get; }

    /// <summary>The service's own words; empty where it says nothing.</summary>
    public string Words { get; }

    /// <summary>Where the service sends a person; null where it names no page.</summary>
    public string? Link { get; }

    /// <summary>Preconditions that do not hold.</summary>
    public IReadOnlyList<(string Type, string Subject, string Description)> Violations { get; }

    /// <summary>Metadata of the reason by key; null if the service gives none.</summary>
    public string? this[string key] => _metadata.TryGetValue(key, out var value) && Printable(value) is { Length: > 0 } text ? text : null;

    /// <summary>The address under a key of the metadata; null where there is none, or it is no address of a page.</summary>
    public string? LinkIn(string key) => _metadata.TryGetValue(key, out var value) ? LinkOf(value) : null;

    private static string Printable(string? text) => OutsideText.Printable(OutsideText.Begin(Redaction.Of((text ?? "").Trim()), MostText));

    private static string? LinkOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? Printable(uri.AbsoluteUri) : null;
}
