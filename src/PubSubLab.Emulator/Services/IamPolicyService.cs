using Google.Cloud.Iam.V1;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Services;

/// <summary>
/// google.iam.v1.IAMPolicy: stores policies and enforces none. Set-up code of real programs calls it. Every caller has every
/// permission that it asks about.
/// </summary>
internal sealed class IamPolicyService(Broker broker) : IAMPolicy.IAMPolicyBase
{
    public override Task<Policy> SetIamPolicy(SetIamPolicyRequest request, ServerCallContext context)
    {
        var resource = Resource(request.Resource);
        return request.Policy is { } policy
            ? Task.FromResult(broker.Policies.Replace(request.Resource, resource, policy))
            : throw Fail.Invalid("policy is required.");
    }

    public override Task<Policy> GetIamPolicy(GetIamPolicyRequest request, ServerCallContext context) =>
        Task.FromResult(broker.Policies.Of(request.Resource, Resource(request.Resource)));

    public override Task<TestIamPermissionsResponse> TestIamPermissions(TestIamPermissionsRequest request, ServerCallContext context)
    {
        Resource(request.Resource);
        return Task.FromResult(new TestIamPermissionsResponse { Permissions = { request.Permissions } });
    }

    private object Resource(string name)
    {
        ResourceName.Check("resource", name, name.Split('/') is ["projects", _, var kind and ("topics" or "subscriptions" or "snapshots" or "schemas"), _]
            ? kind
            : throw Fail.Invalid("resource", name, "it is the name of a topic, a subscription, a snapshot or a schema"));
        return broker.Resource(name);
    }
}
