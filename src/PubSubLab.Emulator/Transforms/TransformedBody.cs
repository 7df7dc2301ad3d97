using System.Globalization;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Transforms;

/// <summary>Between serialised PubsubMessages and the messages that functions see.</summary>
internal static class TransformedBody
{
    public static TransformMessage Read(ReadOnlySpan<byte> wire) => Of(PubsubMessage.Parser.ParseFrom(wire));

    public static TransformMessage Of(PubsubMessage message) => new()
    {
        Data = message.Data.Memory,
        Attributes = message.Attributes,
        MessageId = message.MessageId,
        PublishTime = message.PublishTime?.ToDateTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        OrderingKey = message.OrderingKey,
    };

    /// <summary>The message without its id and time.</summary>
    public static PubsubMessage ToMessage(TransformMessage message)
    {
        var made = new PubsubMessage { Data = UnsafeByteOperations.UnsafeWrap(message.Data), OrderingKey = message.OrderingKey };
        foreach (var (key, value) in message.Attributes)
        {
            made.Attributes.Add(key, value);
        }

        return made;
    }

    /// <summary>The effect of the functions, for observers.</summary>
    public static string Describe(TransformChain chain, TransformMessage before, TransformOutcome outcome)
    {
        var name = chain.Functions[outcome.Function].Name;
        return outcome.Kind switch
        {
            TransformKind.Failed => Reason(chain, outcome),
            TransformKind.Filtered => $"{name} returned null",
            _ => $"{string.Join(", ", chain.Functions.Select(static f => f.Name))} {Changes(before, outcome.Messages[^1])}",
        };
    }

    /// <summary>The sentence of a failure, without its end.</summary>
    public static string Reason(TransformChain chain, TransformOutcome outcome) => $"{chain.Functions[outcome.Function].Name} {outcome.Reason}";

    private static string Changes(TransformMessage before, TransformMessage after)
    {
        var data = !before.Data.Span.SequenceEqual(after.Data.Span);
        var attributes = before.Attributes.Count != after.Attributes.Count || before.Attributes.Any(a => after.Attributes.GetValueOrDefault(a.Key) != a.Value);
        return (data, attributes) switch
        {
            (true, true) => "changed data and attributes",
            (true, false) => "changed data",
            (false, true) => "changed attributes",
            _ => "changed nothing",
        };
    }
}
