using System.Collections.Concurrent;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>Permissions and roles of each account, and rights to impersonate.</summary>
internal sealed class CloudRights
{
    private static readonly string[] s_viewer =
        ["pubsub.topics.get", "pubsub.topics.list", "pubsub.subscriptions.get", "pubsub.subscriptions.list"];

    private static readonly string[] s_editor =
    [
        .. s_viewer, "pubsub.topics.publish", "pubsub.subscriptions.consume", "pubsub.topics.create", "pubsub.topics.delete", "pubsub.topics.update",
        "pubsub.topics.attachSubscription", "pubsub.subscriptions.create", "pubsub.subscriptions.delete", "pubsub.subscriptions.update",
    ];

    private readonly ConcurrentDictionary<string, HashSet<string>> _byAccount = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Who, string Target), bool> _impersonation = [];

    public CloudRights()
    {
        Set(LoopbackCloud.Publisher, "roles/pubsub.publisher");
        Set(LoopbackCloud.Subscriber, "roles/pubsub.subscriber");
    }

    /// <summary>The account has these permissions and roles, and no others.</summary>
    public void Set(string account, params string[] permissionsAndRoles) => _byAccount[account] = [.. permissionsAndRoles.SelectMany(Permissions)];

    public bool Has(string account, string permission) => _byAccount.TryGetValue(account, out var permissions) && permissions.Contains(permission);

    /// <summary>Grants roles/iam.serviceAccountTokenCreator on a service account.</summary>
    public void LetImpersonate(string who, string target) => _impersonation[(who, target)] = true;

    public bool MayImpersonate(string who, string target) => _impersonation.ContainsKey((who, target));

    /// <summary>The permission that a method takes (Pub/Sub docs, Access control).</summary>
    public static string PermissionFor(string method) => method switch
    {
        "Publish" => "pubsub.topics.publish",
        "StreamingPull" or "Pull" or "Acknowledge" or "ModifyAckDeadline" => "pubsub.subscriptions.consume",
        "ListTopics" => "pubsub.topics.list",
        "ListSubscriptions" => "pubsub.subscriptions.list",
        _ when method.EndsWith("Topic", StringComparison.Ordinal) => $"pubsub.topics.{Verb(method, "Topic")}",
        _ => $"pubsub.subscriptions.{Verb(method, "Subscription")}",
    };

    private static string Verb(string method, string noun) => method[..^noun.Length].ToLowerInvariant();

    private static string[] Permissions(string permissionOrRole) => permissionOrRole switch
    {
        "roles/pubsub.publisher" => ["pubsub.topics.publish"],
        "roles/pubsub.subscriber" => ["pubsub.subscriptions.consume", "pubsub.topics.attachSubscription"],
        "roles/pubsub.viewer" => s_viewer,
        "roles/pubsub.editor" => s_editor,
        _ => [permissionOrRole],
    };
}
