using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.Iam.V1;

public abstract partial class IAMPolicyClient
{
    /// <summary>Says which of some permissions the caller has on a resource.</summary>
    public virtual TestIamPermissionsResponse TestIamPermissions(TestIamPermissionsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Says which of some permissions the caller has on a resource.</summary>
    public virtual Task<TestIamPermissionsResponse> TestIamPermissionsAsync(TestIamPermissionsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Says which of some permissions the caller has on a resource.</summary>
    public virtual Task<TestIamPermissionsResponse> TestIamPermissionsAsync(TestIamPermissionsRequest request, CancellationToken cancellationToken) =>
        TestIamPermissionsAsync(request, CallSettings.FromCancellationToken(cancellationToken));
}
