using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.Iam.V1;

public abstract partial class IAMPolicyClient
{
    /// <summary>Replaces who may do what with a resource.</summary>
    public virtual Policy SetIamPolicy(SetIamPolicyRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Replaces who may do what with a resource.</summary>
    public virtual Task<Policy> SetIamPolicyAsync(SetIamPolicyRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Replaces who may do what with a resource.</summary>
    public virtual Task<Policy> SetIamPolicyAsync(SetIamPolicyRequest request, CancellationToken cancellationToken) =>
        SetIamPolicyAsync(request, CallSettings.FromCancellationToken(cancellationToken));
}
