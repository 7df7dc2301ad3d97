using Grpc.Core;

namespace PubSubLab.Emulator.Resources;

/// <summary>The errors of the service: the right code, and a sentence that names field, value and rule.</summary>
internal static class Fail
{
    public static RpcException Invalid(string field, string? value, string rule) =>
        Because(StatusCode.InvalidArgument, $"{field} is \"{Shorten(value)}\": {rule}.");

    public static RpcException Invalid(string sentence) => Because(StatusCode.InvalidArgument, sentence);

    public static RpcException NotFound(string kind, string name) =>
        Because(StatusCode.NotFound, $"Resource not found (resource={Shorten(ResourceName.IdOf(name))}). The {kind} \"{Shorten(name)}\" does not exist.");

    public static RpcException AlreadyExists(string kind, string name) =>
        Because(StatusCode.AlreadyExists, $"Resource already exists in the project (resource={Shorten(ResourceName.IdOf(name))}). The {kind} \"{Shorten(name)}\" exists already.");

    public static RpcException Precondition(string sentence) => Because(StatusCode.FailedPrecondition, sentence);

    public static RpcException Unimplemented(string sentence) => Because(StatusCode.Unimplemented, sentence);

    public static RpcException Exhausted(string sentence) => Because(StatusCode.ResourceExhausted, sentence);

    private static RpcException Because(StatusCode code, string sentence) => new(new Status(code, sentence));

    /// <summary>Cuts the caller's text, which returns in a header with a limit of its own.</summary>
    public static string Shorten(string? value) => value is null ? "" : value.Length <= 300 ? value : value[..(char.IsHighSurrogate(value[299]) ? 299 : 300)] + "…";
}
