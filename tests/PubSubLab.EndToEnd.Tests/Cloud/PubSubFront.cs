using Google.Cloud.Iam.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>The service in front of the emulator: who calls, what is to go wrong, whether the account may.</summary>
internal sealed class PubSubFront(CloudAccounts accounts, CloudRights rights, CloudFaults faults, Forwarder forwarder)
{
    private const string Account = "account";

    /// <summary>Whether that is a gRPC call of this service.</summary>
    public static bool IsFor(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/google.pubsub.v1.Publisher", StringComparison.Ordinal)
        || http.Request.Path.StartsWithSegments("/google.pubsub.v1.Subscriber", StringComparison.Ordinal)
        || http.Request.Path.StartsWithSegments("/google.iam.v1.IAMPolicy", StringComparison.Ordinal);

    /// <summary>The account that makes the call, once it was let in.</summary>
    public static string AccountOf(HttpContext http) => (string)http.Items[Account]!;

    /// <summary>Serves a call, or lets <paramref name="next"/> serve it.</summary>
    public async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, faults.Cut);
        try
        {
            var method = http.Request.Path.Value!.Split('/')[^1];
            var account = accounts.OfHeader(http.Request.Headers.Authorization);
            if (await RefusalAsync(account, method, $"{http.Request.Headers.Authorization}", over.Token) is { } refusal)
            {
                refusal.WriteGrpc(http);
                return;
            }

            http.Items[Account] = account;
            if (method == nameof(Iam.TestIamPermissions))
            {
                await next(http);
                return;
            }

            await forwarder.ForwardAsync(http, over.Token);
        }
        catch (Exception e) when (over.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client left, or the network is to break.
            http.Abort();
        }
    }

    private async Task<CloudRefusal?> RefusalAsync(string? account, string method, string sent, CancellationToken over)
    {
        if (await faults.MeetAsync(account, method, sent, over) is { } fault)
        {
            return fault;
        }

        if (account is null)
        {
            return CloudRefusal.Unauthenticated;
        }

        var permission = CloudRights.PermissionFor(method);
        return method == nameof(Iam.TestIamPermissions) || rights.Has(account, permission)
            ? null
            : CloudRefusal.Missing(permission, $"projects/{LoopbackCloud.Project}");
    }

    /// <summary>Answers which of the permissions asked for an account has, as the service does.</summary>
    internal sealed class Iam(CloudRights rights, Forwarder forwarder) : IAMPolicy.IAMPolicyBase
    {
        public override async Task<TestIamPermissionsResponse> TestIamPermissions(TestIamPermissionsRequest request, ServerCallContext context)
        {
            var account = AccountOf(context.GetHttpContext());
            if (!await forwarder.ExistsAsync(request.Resource))
            {
                throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, $"Resource not found (resource={request.Resource})."));
            }

            var response = new TestIamPermissionsResponse();
            response.Permissions.AddRange(request.Permissions.Where(p => rights.Has(account, p)));
            return response;
        }
    }
}
