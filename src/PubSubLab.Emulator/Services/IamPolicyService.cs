using System.Collections.Concurrent;
using Google.Cloud.Iam.V1;
using Google.Protobuf;
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
    // By resource, as long as the resource is the same one: what is made anew under an old name begins without a policy.
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, (object Resource, Policy Policy)> _policies = new();

    public override Task<Policy> SetIamPolicy(SetIamPolicyRequest request, ServerCallContext context)
    {
        var resource = Resource(request.Resource);
        if (request.Policy is null)
        {
            throw Fail.Invalid("policy is required.");
        }

        lock (_gate)
        {
            return Task.FromResult(Replace(request, resource));
        }
    }

    private Policy Replace(SetIamPolicyRequest request, object resource)
    {
        var current = Current(request.Resource, resource);
        if (!request.Policy.Etag.IsEmpty && request.Policy.Etag != current.Etag)
        {
            throw new RpcException(new Status(StatusCode.Aborted, $"policy.etag is not that of the policy of \"{request.Resource}\", which somebody has changed; read it again."));
        }

        var policy = request.Policy.Clone();
        policy.Etag = NextEtag(current.Etag);
        _policies[request.Resource] = (resource, policy);
        return policy;
    }

    public override Task<Policy> GetIamPolicy(GetIamPolicyRequest request, ServerCallContext context) =>
        Task.FromResult(Current(request.Resource, Resource(request.Resource)));

    public override Task<TestIamPermissionsResponse> TestIamPermissions(TestIamPermissionsRequest request, ServerCallContext context)
    {
        Resource(request.Resource);
        return Task.FromResult(new TestIamPermissionsResponse { Permissions = { request.Permissions } });
    }

    private Policy Current(string name, object resource) =>
        _policies.TryGetValue(name, out var held) && held.Resource == resource ? held.Policy : new Policy { Etag = ByteString.CopyFrom(0, 0, 0, 1) };

    private static ByteString NextEtag(ByteString etag)
    {
        var number = etag.Length == 4 ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(etag.Span) : 0;
        var next = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(next, number + 1);
        return ByteString.CopyFrom(next);
    }

    private object Resource(string name)
    {
        switch (name.Split('/'))
        {
            case ["projects", _, "topics", _]:
                ResourceName.Check("resource", name, "topics");
                return broker.Topic(name);
            case ["projects", _, "subscriptions", _]:
                ResourceName.Check("resource", name, "subscriptions");
                return broker.Subscription(name);
            case ["projects", _, "snapshots", _]:
                ResourceName.Check("resource", name, "snapshots");
                return broker.Snapshot(name);
            case ["projects", _, "schemas", _]:
                ResourceName.Check("resource", name, "schemas");
                return broker.Schemas.Identity(name);
            default:
                throw Fail.Invalid("resource", name, "it is the name of a topic, a subscription, a snapshot or a schema");
        }
    }
}
