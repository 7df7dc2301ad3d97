using Grpc.Core;

namespace PubSubLab.Emulator.Resources;

/// <summary>The errors of the service: the right code, and a sentence that names field, value and rule.</summary>
internal static class Fail
{
    public static RpcException Invalid(string field, string? value, string rule) =>
        Because(StatusCode.InvalidArgument, $"{field} is \"{Shorten(value)}\": {rule}.");

    public static RpcException Invalid(string sentence) => Because(StatusCode.InvalidArgument, sentence);

    public static RpcException NotFound(string kind, string name) =>
        Because(StatusCode.NotFound, $"The {kind} \"{Shorten(name)}\" does not exist.");

    public static RpcException AlreadyExists(string kind, string name) =>
        Because(StatusCode.AlreadyExists, $"The {kind} \"{Shorten(name)}\" exists already.");

    public static RpcException Precondition(string sentence) => Because(StatusCode.FailedPrecondition, sentence);

    public static RpcException Unimplemented(string sentence) => Because(StatusCode.Unimplemented, sentence);

    public static RpcException Exhausted(string sentence) => Because(StatusCode.ResourceExhausted, sentence);

    private static RpcException Because(StatusCode code, string sentence) => new(new Status(code, sentence));

    // The caller's text returns in a header, which has its own limit.
    private static string Shorten(string? value) => value is null ? "" : value.Length <= 300 ? value : value[..(char.IsHighSurrogate(value[299]) ? 299 : 300)] + "…";
}
