using System.Buffers.Binary;
using Google.Cloud.Iam.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Brokers;

/// <summary>IAM policies by resource, as long as the resource is the same one: what is made anew under an old name begins without a policy.</summary>
internal sealed class PolicyTable(Store? store)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (object Resource, Policy Policy)> _policies = new(StringComparer.Ordinal);

    /// <summary>The policy of a resource.</summary>
    /// <param name="name">Full resource name.</param>
    /// <param name="resource">The resource under that name.</param>
    public Policy Of(string name, object resource)
    {
        lock (_gate)
        {
            return Current(name, resource);
        }
    }

    /// <summary>Replaces the policy, unless it is not the one that the caller has read.</summary>
    public Policy Replace(string name, object resource, Policy policy)
    {
        lock (_gate)
        {
            var current = Current(name, resource);
            if (!policy.Etag.IsEmpty && policy.Etag != current.Etag)
            {
                throw new RpcException(new Status(StatusCode.Aborted, $"policy.etag is not that of the policy of \"{name}\", which somebody has changed; read it again."));
            }

            var changed = policy.Clone();
            changed.Etag = NextEtag(current.Etag);
            store.Change(rows => rows.Policy(name, changed), () => _policies[name] = (resource, changed));
            return changed;
        }
    }

    /// <summary>Takes over a policy of a store.</summary>
    public void Restore(string name, object resource, Policy policy) => _policies[name] = (resource, policy);

    private Policy Current(string name, object resource) =>
        _policies.TryGetValue(name, out var held) && held.Resource == resource ? held.Policy : new Policy { Etag = ByteString.CopyFrom(0, 0, 0, 1) };

    private static ByteString NextEtag(ByteString etag)
    {
        var number = etag.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(etag.Span) : 0;
        var next = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(next, number + 1);
        return ByteString.CopyFrom(next);
    }
}
