using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>A refusal as Google sends it: a status with details, in gRPC's form or in that of the REST and token endpoints.</summary>
/// <param name="Code">The status.</param>
/// <param name="Detail">The message of the status.</param>
/// <param name="Details">Typed details: ErrorInfo, LocalizedMessage, Help and others.</param>
internal sealed record CloudRefusal(StatusCode Code, string Detail, params IMessage[] Details)
{
    private const string Project = LoopbackCloud.Project;

    /// <summary>The token endpoint's error code by RFC 6749; null if it is the status.</summary>
    public string? OAuthError { get; init; }

    public static CloudRefusal Unavailable { get; } = new(StatusCode.Unavailable, "The service was unable to fulfill your request. Please try again. [code=8a75]");

    public static CloudRefusal Unauthenticated { get; } = new(
        StatusCode.Unauthenticated,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        Info("ACCESS_TOKEN_TYPE_UNSUPPORTED", "googleapis.com", ("service", "pubsub.googleapis.com")));

    public static CloudRefusal ServiceDisabled { get; } = new(
        StatusCode.PermissionDenied,
        $"Cloud Pub/Sub API has not been used in project {Project} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview?project={Project} then retry.",
        Info(
            "SERVICE_DISABLED", "googleapis.com", ("service", "pubsub.googleapis.com"), ("consumer", $"projects/{Project}"), ("containerInfo", Project),
            ("activationUrl", $"https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview?project={Project}")),
        Localized($"Cloud Pub/Sub API has not been used in project {Project} before or it is disabled."));

    public static CloudRefusal BillingDisabled { get; } = new(
        StatusCode.PermissionDenied,
        $"This API method requires billing to be enabled. Please enable billing on project #{Project} by visiting https://console.developers.google.com/billing/enable?project={Project} then retry.",
        Info("BILLING_DISABLED", "googleapis.com", ("service", "pubsub.googleapis.com"), ("consumer", $"projects/{Project}")));

    /// <summary>VPC Service Controls; an administrator asks for the id.</summary>
    public static CloudRefusal ServiceControls { get; } = new(
        StatusCode.PermissionDenied,
        "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: Zx3kQ0vJ1pM8",
        Info("SECURITY_POLICY_VIOLATED", "googleapis.com", ("uid", "Zx3kQ0vJ1pM8"), ("consumer", $"projects/{Project}"), ("service", "pubsub.googleapis.com")));

    public static CloudRefusal OrganizationPolicy { get; } = new(
        StatusCode.FailedPrecondition,
        "Constraint constraints/gcp.resourceLocations violated: the organization does not allow to store messages in this region.",
        Info("ORG_POLICY_VIOLATION", "googleapis.com", ("constraint", "constraints/gcp.resourceLocations")));

    public static CloudRefusal QuotaExceeded { get; } = new(
        StatusCode.ResourceExhausted,
        $"Quota exceeded for quota metric 'Regional publisher throughput, kB' and limit 'Regional publisher throughput, kB per minute' of service 'pubsub.googleapis.com' for consumer 'project_number:{Project}'.",
        Info(
            "RATE_LIMIT_EXCEEDED", "googleapis.com", ("service", "pubsub.googleapis.com"), ("quota_metric", "pubsub.googleapis.com/regionalpublisher"),
            ("quota_limit", "RegionalPublisherPerMinutePerProject"), ("quota_limit_value", "1000"), ("consumer", $"projects/{Project}")));

    /// <summary>The token endpoint does not take the assertion or the refresh token.</summary>
    public static CloudRefusal InvalidGrant(string description) => new(StatusCode.InvalidArgument, description) { OAuthError = "invalid_grant" };

    /// <summary>A permission is missing.</summary>
    public static CloudRefusal Missing(string permission, string resource, string service = "pubsub.googleapis.com") => new(
        StatusCode.PermissionDenied,
        service == "pubsub.googleapis.com" ? "User not authorized to perform this action." : $"Permission '{permission}' denied on resource (or it may not exist).",
        Info("IAM_PERMISSION_DENIED", service, ("permission", permission), ("resource", resource)));

    /// <summary>Answers a gRPC call.</summary>
    public void WriteGrpc(HttpContext http)
    {
        var status = new Google.Rpc.Status { Code = (int)Code, Message = Detail };
        status.Details.AddRange(Details.Select(d => Any.Pack(d)));
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-status"] = $"{(int)Code}";
        http.Response.Headers["grpc-message"] = Uri.EscapeDataString(Detail);
        http.Response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }

    /// <summary>Answers a request of a token endpoint (RFC 6749, section 5.2).</summary>
    public Task WriteOAuthAsync(HttpContext http)
    {
        http.Response.StatusCode = HttpStatus;
        return http.Response.WriteAsJsonAsync(new { error = OAuthError ?? Name.ToLowerInvariant(), error_description = Detail });
    }

    /// <summary>Answers a request of a REST endpoint.</summary>
    public Task WriteJsonAsync(HttpContext http)
    {
        http.Response.StatusCode = HttpStatus;
        var details = Details.OfType<ErrorInfo>().Select(i => new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = i.Reason, ["domain"] = i.Domain, ["metadata"] = i.Metadata,
        });
        return http.Response.WriteAsJsonAsync(new { error = new { code = http.Response.StatusCode, message = Detail, status = Name, details } });
    }

    private string Name => string.Concat(Code.ToString().Select((c, n) => n > 0 && char.IsUpper(c) ? $"_{c}" : $"{c}")).ToUpperInvariant();

    private int HttpStatus => Code switch
    {
        StatusCode.Unavailable => 503,
        StatusCode.PermissionDenied => 403,
        StatusCode.Unauthenticated => 401,
        StatusCode.ResourceExhausted => 429,
        _ => 400,
    };

    private static ErrorInfo Info(string reason, string domain, params (string Key, string Value)[] metadata)
    {
        var info = new ErrorInfo { Reason = reason, Domain = domain };
        foreach (var (key, value) in metadata)
        {
            info.Metadata.Add(key, value);
        }

        return info;
    }

    private static LocalizedMessage Localized(string message) => new() { Locale = "en-US", Message = message };
}
