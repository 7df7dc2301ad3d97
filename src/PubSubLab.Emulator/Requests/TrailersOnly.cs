using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace PubSubLab.Emulator.Requests;

/// <summary>A status of gRPC without a message (gRPC over HTTP/2, "Responses").</summary>
internal static class TrailersOnly
{
    public static Task WriteAsync(HttpResponse response, Status status)
    {
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)status.StatusCode).ToString();
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Detail);
        return Task.CompletedTask;
    }
}
