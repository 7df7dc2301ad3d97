using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.Iam.V1;

public abstract partial class IAMPolicyClient
{
    /// <summary>Reads who may do what with a resource.</summary>
    public virtual Policy GetIamPolicy(GetIamPolicyRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads who may do what with a resource.</summary>
    public virtual Task<Policy> GetIamPolicyAsync(GetIamPolicyRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads who may do what with a resource.</summary>
    public virtual Task<Policy> GetIamPolicyAsync(GetIamPolicyRequest request, CancellationToken cancellationToken) =>
        GetIamPolicyAsync(request, CallSettings.FromCancellationToken(cancellationToken));
}
