using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>Reads what a service says about an error beyond code and text (google.rpc.Status in the trailers).</summary>
public static class RpcExceptionExtensions
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>The whole status, or null when the service sent none.</summary>
    public static Google.Rpc.Status GetRpcStatus(this RpcException ex)
    {
        GaxPreconditions.CheckNotNull(ex, nameof(ex));
        foreach (var entry in ex.Trailers)
        {
            if (entry.Key == DetailsTrailer)
            {
                try
                {
                    return Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes);
                }
                catch (InvalidProtocolBufferException)
                {
                    return null!;
                }
            }
        }

        return null!;
    }

    /// <summary>Which fields were wrong, or null.</summary>
    public static BadRequest GetBadRequest(this RpcException ex) => ex.GetStatusDetail<BadRequest>();

    /// <summary>The reason in a form for programs, or null.</summary>
    public static ErrorInfo GetErrorInfo(this RpcException ex) => ex.GetStatusDetail<ErrorInfo>();

    /// <summary>Where to read more, or null.</summary>
    public static Help GetHelp(this RpcException ex) => ex.GetStatusDetail<Help>();

    /// <summary>The error in the user's language, or null.</summary>
    public static LocalizedMessage GetLocalizedMessage(this RpcException ex) => ex.GetStatusDetail<LocalizedMessage>();

    /// <summary>The details whose type is one of google.rpc's own; empty when there are none.</summary>
    /// <exception cref="InvalidProtocolBufferException">While going through them, where one is malformed.</exception>
    public static IEnumerable<IMessage> GetAllStatusDetails(this RpcException ex) => ex.GetRpcStatus()?.UnpackDetailMessages() ?? [];

    /// <summary>The detail of this type, or null.</summary>
    public static T GetStatusDetail<T>(this RpcException ex)
        where T : class, IMessage<T>, new()
    {
        var status = ex.GetRpcStatus();
        try
        {
            return status?.GetDetail<T>()!;
        }
        catch (InvalidProtocolBufferException)
        {
            return null!;
        }
    }
}
