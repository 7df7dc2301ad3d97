using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topology;
using PubSubLab.Shared;
using YamlDotNet.RepresentationModel;

namespace PubSubLab.Emulator;

/// <summary>Topics, subscriptions and schemas that an emulator is to begin with, read from YAML.</summary>
public sealed class EmulatorTopology
{
    private readonly List<(TopologyNode Node, Action<Broker> Create)> _resources = [];

    private EmulatorTopology()
    {
    }

    /// <summary>Reads a topology. <c>docs/topology.example.yaml</c> shows every field.</summary>
    /// <exception cref="TopologyException">It is not YAML, or a field is not one of a topology's or has a value that it cannot have.</exception>
    public static EmulatorTopology Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        IReadOnlyList<YamlDocument> documents;
        try
        {
            documents = GuardedYaml.Parse(yaml);
        }
        catch (GuardedYamlException e)
        {
            throw Wrong(e);
        }

        if (documents.Count == 0)
        {
            throw new TopologyException(1, "", "there is nothing in it; a topology begins with the field project");
        }

        var topology = new EmulatorTopology();
        foreach (var document in documents)
        {
            topology.Read(new TopologyNode(document.RootNode, ""));
        }

        return topology;
    }

    /// <summary>Reads a topology from a file.</summary>
    /// <exception cref="TopologyException">It is too long, not YAML, or says something that a topology cannot say.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static EmulatorTopology ReadFile(string path)
    {
        try
        {
            return Parse(GuardedYaml.ReadFile(path));
        }
        catch (GuardedYamlException e)
        {
            throw Wrong(e);
        }
    }

    private static TopologyException Wrong(GuardedYamlException e) => new(e.Line ?? 1, "", e.Message, e);

    internal void Create(Broker broker)
    {
        foreach (var (node, create) in _resources)
        {
            try
            {
                create(broker);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists && broker.Store is not null)
            {
                // A later start with the same directory: what is there stays as it is.
            }
            catch (RpcException e)
            {
                throw node.Error(e.Status.Detail, e);
            }
        }
    }

    private void Read(TopologyNode root)
    {
        var fields = root.Fields("project", "schemas", "topics");
        var project = fields.TryGetValue("project", out var id) ? $"projects/{id.Text()}" : throw root.Error("the field project is missing");
        foreach (var schema in Items(fields, "schemas"))
        {
            ReadSchema(project, schema);
        }

        var topics = Items(fields, "topics").ToArray();
        foreach (var topic in topics)
        {
            ReadTopic(project, topic);
        }

        // After all topics, so that a dead-letter topic may stand below.
        foreach (var topic in topics)
        {
            var topicFields = TopicFields(topic);
            foreach (var subscription in Items(topicFields, "subscriptions"))
            {
                ReadSubscription(project, $"{project}/topics/{Name(topic, topicFields)}", subscription);
            }
        }
    }

    private void ReadSchema(string project, TopologyNode node)
    {
        var fields = node.Fields("name", "type", "definition");
        var schema = new Schema { Definition = Required(node, fields, "definition").Text() };
        var type = Required(node, fields, "type");
        schema.Type = type.Text() switch
        {
            "avro" => Schema.Types.Type.Avro,
            "protobuf" => Schema.Types.Type.ProtocolBuffer,
            var text => throw type.Error($"\"{text}\" is neither avro nor protobuf"),
        };
        var name = $"{project}/schemas/{Name(node, fields)}";
        _resources.Add((node, broker =>
        {
            ResourceName.Check("name", name, "schemas");
            broker.Schemas.Create(name, schema);
        }
        ));
    }

    private void ReadTopic(string project, TopologyNode node)
    {
        var fields = TopicFields(node);
        var topic = new Topic { Name = $"{project}/topics/{Name(node, fields)}" };
        if (fields.TryGetValue("retention", out var retention))
        {
            topic.MessageRetentionDuration = Duration.FromTimeSpan(retention.Duration());
        }

        if (fields.TryGetValue("labels", out var labels))
        {
            topic.Labels.Add(labels.Pairs().ToDictionary());
        }

        if (fields.TryGetValue("schema", out var schema))
        {
            topic.SchemaSettings = new SchemaSettings { Schema = $"{project}/schemas/{schema.Text()}", Encoding = ReadEncoding(fields) };
        }

        topic.MessageTransforms.Add(ReadTransforms(fields));
        _resources.Add((node, broker =>
        {
            var kept = TopicResource.Check(topic);
            TransformResource.Check(broker.Transforms, TransformResource.Of(kept.MessageTransforms));
            broker.CreateTopic(kept);
        }
        ));
    }

    private void ReadSubscription(string project, string topic, TopologyNode node)
    {
        var fields = node.Fields(
            "name", "filter", "ordering", "exactlyOnce", "ackDeadline", "retention", "retainAcked", "expiration", "deadLetter", "retry", "push", "labels", "transforms");
        var subscription = new Subscription { Name = $"{project}/subscriptions/{Name(node, fields)}", Topic = topic };
        Filter? filter = null;
        if (fields.TryGetValue("filter", out var text) && !Filter.TryParse(text.Text(), out filter, out var error))
        {
            throw text.Error(error.ToString());
        }

        subscription.EnableMessageOrdering = fields.TryGetValue("ordering", out var ordering) && ordering.Flag();
        subscription.EnableExactlyOnceDelivery = fields.TryGetValue("exactlyOnce", out var once) && once.Flag();
        subscription.RetainAckedMessages = fields.TryGetValue("retainAcked", out var retain) && retain.Flag();
        subscription.AckDeadlineSeconds = fields.TryGetValue("ackDeadline", out var deadline) ? deadline.WholeSeconds() : 0;
        if (fields.TryGetValue("retention", out var retention))
        {
            subscription.MessageRetentionDuration = Duration.FromTimeSpan(retention.Duration());
        }

        if (fields.TryGetValue("expiration", out var expiration))
        {
            subscription.ExpirationPolicy = expiration.Text() == "never" ? new() : new() { Ttl = Duration.FromTimeSpan(expiration.Duration()) };
        }

        if (fields.TryGetValue("push", out var push))
        {
            subscription.PushConfig = new PushConfig { PushEndpoint = push.Text() };
        }

        if (fields.TryGetValue("labels", out var labels))
        {
            subscription.Labels.Add(labels.Pairs().ToDictionary());
        }

        subscription.MessageTransforms.Add(ReadTransforms(fields));
        ReadPolicies(project, fields, subscription);
        _resources.Add((node, broker =>
        {
            ResourceName.Check("name", subscription.Name, "subscriptions");
            var settings = SubscriptionResource.Settings(subscription, broker.Options.Web.LinkLocalPush);
            TransformResource.Check(broker.Transforms, settings.Transforms);
            broker.CreateSubscription(subscription.Name, broker.Topic(topic), settings, filter, subscription.EnableMessageOrdering);
        }
        ));
    }

    private static void ReadPolicies(string project, Dictionary<string, TopologyNode> fields, Subscription subscription)
    {
        if (fields.TryGetValue("deadLetter", out var deadLetter))
        {
            var rule = deadLetter.Fields("topic", "maxAttempts");
            subscription.DeadLetterPolicy = new DeadLetterPolicy
            {
                DeadLetterTopic = $"{project}/topics/{Required(deadLetter, rule, "topic").Text()}",
                MaxDeliveryAttempts = rule.TryGetValue("maxAttempts", out var attempts) ? attempts.Number() : 0,
            };
        }

        if (fields.TryGetValue("retry", out var retry))
        {
            var rule = retry.Fields("minimum", "maximum");
            subscription.RetryPolicy = new RetryPolicy
            {
                MinimumBackoff = rule.TryGetValue("minimum", out var minimum) ? Duration.FromTimeSpan(minimum.Duration()) : null,
                MaximumBackoff = rule.TryGetValue("maximum", out var maximum) ? Duration.FromTimeSpan(maximum.Duration()) : null,
            };
        }
    }

    private static IEnumerable<MessageTransform> ReadTransforms(Dictionary<string, TopologyNode> fields)
    {
        foreach (var transform in Items(fields, "transforms"))
        {
            var its = transform.Fields("function", "code", "disabled");
            yield return new MessageTransform
            {
                JavascriptUdf = new JavaScriptUDF { FunctionName = Required(transform, its, "function").Text(), Code = Required(transform, its, "code").Text() },
                Disabled = its.TryGetValue("disabled", out var disabled) && disabled.Flag(),
            };
        }
    }

    private static Encoding ReadEncoding(Dictionary<string, TopologyNode> fields)
    {
        if (!fields.TryGetValue("encoding", out var encoding))
        {
            return Encoding.Json;
        }

        return encoding.Text() switch
        {
            "json" => Encoding.Json,
            "binary" => Encoding.Binary,
            var text => throw encoding.Error($"\"{text}\" is neither json nor binary"),
        };
    }

    private static Dictionary<string, TopologyNode> TopicFields(TopologyNode node) =>
        node.Fields("name", "retention", "labels", "schema", "encoding", "transforms", "subscriptions");

    private static IEnumerable<TopologyNode> Items(Dictionary<string, TopologyNode> fields, string name) =>
        fields.TryGetValue(name, out var list) ? list.Items() : [];

    private static string Name(TopologyNode node, Dictionary<string, TopologyNode> fields) => Required(node, fields, "name").Text();

    private static TopologyNode Required(TopologyNode node, Dictionary<string, TopologyNode> fields, string name) =>
        fields.TryGetValue(name, out var field) ? field : throw node.Error($"the field {name} is missing");
}
