using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Grpc.Core;

namespace Google.Cloud.Iam.V1;

/// <summary>The client that talks to the service.</summary>
public sealed partial class IAMPolicyClientImpl : IAMPolicyClient
{
    private readonly ApiCall<SetIamPolicyRequest, Policy> _setIamPolicy;
    private readonly ApiCall<GetIamPolicyRequest, Policy> _getIamPolicy;
    private readonly ApiCall<TestIamPermissionsRequest, TestIamPermissionsResponse> _testIamPermissions;

    /// <summary>Creates the client on a gRPC stub.</summary>
    /// <param name="grpcClient">The stub.</param>
    /// <param name="settings">Settings of the calls; null for the defaults.</param>
    /// <param name="logger">Where retries are noted; may be null.</param>
    public IAMPolicyClientImpl(IAMPolicy.IAMPolicyClient grpcClient, IAMPolicySettings? settings, Microsoft.Extensions.Logging.ILogger? logger)
    {
        GrpcClient = GaxPreconditions.CheckNotNull(grpcClient, nameof(grpcClient));
        var effective = settings ?? IAMPolicySettings.GetDefault();
        var calls = new ApiCallFactory(effective, logger);
        _setIamPolicy = calls.Create<SetIamPolicyRequest, Policy>(
            "SetIamPolicy", grpcClient.SetIamPolicyAsync, effective.SetIamPolicySettings, "resource", r => r.Resource);
        _getIamPolicy = calls.Create<GetIamPolicyRequest, Policy>(
            "GetIamPolicy", grpcClient.GetIamPolicyAsync, effective.GetIamPolicySettings, "resource", r => r.Resource);
        _testIamPermissions = calls.Create<TestIamPermissionsRequest, TestIamPermissionsResponse>(
            "TestIamPermissions", grpcClient.TestIamPermissionsAsync, effective.TestIamPermissionsSettings, "resource", r => r.Resource);
    }

    /// <inheritdoc />
    public override IAMPolicy.IAMPolicyClient GrpcClient { get; }

    /// <inheritdoc />
    public override Policy SetIamPolicy(SetIamPolicyRequest request, CallSettings? callSettings = null) => _setIamPolicy.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Policy> SetIamPolicyAsync(SetIamPolicyRequest request, CallSettings? callSettings = null) => _setIamPolicy.Async(request, callSettings);

    /// <inheritdoc />
    public override Policy GetIamPolicy(GetIamPolicyRequest request, CallSettings? callSettings = null) => _getIamPolicy.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Policy> GetIamPolicyAsync(GetIamPolicyRequest request, CallSettings? callSettings = null) => _getIamPolicy.Async(request, callSettings);

    /// <inheritdoc />
    public override TestIamPermissionsResponse TestIamPermissions(TestIamPermissionsRequest request, CallSettings? callSettings = null) => _testIamPermissions.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<TestIamPermissionsResponse> TestIamPermissionsAsync(TestIamPermissionsRequest request, CallSettings? callSettings = null) => _testIamPermissions.Async(request, callSettings);
}
