using System.Text;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Wire;

/// <summary>
/// What AcknowledgeRequest, ModifyAckDeadlineRequest and StreamingPullRequest ask for, read from their bytes. Used again for
/// the next request of a stream.
/// </summary>
internal sealed class AckRequest
{
    public const int MaximumDeadlineSeconds = 600;

    /// <summary>Pub/Sub docs, "Quotas and limits": the largest Acknowledge, ModifyAckDeadline and StreamingPull request.</summary>
    public const int MaximumBytes = 524_288;

    public string Subscription { get; private set; } = "";

    public List<AckId> Acknowledge { get; } = [];

    public List<AckId> Modify { get; } = [];

    /// <summary>Deadlines for <see cref="Modify"/>: one each, or one for all.</summary>
    public List<int> Seconds { get; } = [];

    public int StreamSeconds { get; private set; }

    public string ClientId { get; private set; } = "";

    public long MaxMessages { get; private set; }

    public long MaxBytes { get; private set; }

    /// <summary>google.pubsub.v1.AcknowledgeRequest.</summary>
    public void ReadAcknowledge(ReadOnlySpan<byte> bytes)
    {
        CheckSize(bytes.Length);
        Clear();
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1 when reader.IsBytes:
                    Subscription = Encoding.UTF8.GetString(reader.Value);
                    break;
                case 2 when reader.IsBytes:
                    Acknowledge.Add(ParseId("ack_ids", reader.Value));
                    break;
                default:
                    break;
            }
        }

        CheckRead(reader.Failed, "AcknowledgeRequest");
        CheckName();
        if (Acknowledge.Count == 0)
        {
            throw Fail.Invalid("ack_ids is empty: at least one ack id is required.");
        }
    }

    /// <summary>google.pubsub.v1.ModifyAckDeadlineRequest.</summary>
    public void ReadModify(ReadOnlySpan<byte> bytes)
    {
        CheckSize(bytes.Length);
        Clear();
        var seconds = 0;
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1 when reader.IsBytes:
                    Subscription = Encoding.UTF8.GetString(reader.Value);
                    break;
                case 3 when !reader.IsBytes:
                    seconds = (int)reader.Number;
                    break;
                case 4 when reader.IsBytes:
                    Modify.Add(ParseId("ack_ids", reader.Value));
                    break;
                default:
                    break;
            }
        }

        CheckRead(reader.Failed, "ModifyAckDeadlineRequest");
        CheckName();
        if (Modify.Count == 0)
        {
            throw Fail.Invalid("ack_ids is empty: at least one ack id is required.");
        }

        CheckSeconds("ack_deadline_seconds", seconds);
        Seconds.Add(seconds);
    }

    /// <summary>google.pubsub.v1.StreamingPullRequest; what only the first request may say is checked by <paramref name="first"/>.</summary>
    public void ReadStream(ReadOnlySpan<byte> bytes, bool first)
    {
        CheckSize(bytes.Length);
        Clear();
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1 when reader.IsBytes:
                    Subscription = Encoding.UTF8.GetString(reader.Value);
                    break;
                case 2 when reader.IsBytes:
                    Acknowledge.Add(ParseId("ack_ids", reader.Value));
                    break;
                case 3:
                    AddSeconds(ref reader);
                    break;
                case 4 when reader.IsBytes:
                    Modify.Add(ParseId("modify_deadline_ack_ids", reader.Value));
                    break;
                case 5 when !reader.IsBytes:
                    StreamSeconds = (int)reader.Number;
                    break;
                case 6 when reader.IsBytes:
                    ClientId = Encoding.UTF8.GetString(reader.Value);
                    break;
                case 7 when !reader.IsBytes:
                    MaxMessages = (long)reader.Number;
                    break;
                case 8 when !reader.IsBytes:
                    MaxBytes = (long)reader.Number;
                    break;
                default:
                    break;
            }
        }

        CheckRead(reader.Failed, "StreamingPullRequest");
        CheckStream(first);
    }

    public int SecondsFor(int index) => Seconds.Count == 1 ? Seconds[0] : Seconds[index];

    private void CheckStream(bool first)
    {
        if (Seconds.Count != Modify.Count)
        {
            throw Fail.Invalid(
                $"modify_deadline_seconds has {Seconds.Count} entries and modify_deadline_ack_ids {Modify.Count}: they must be of one length.");
        }

        foreach (var seconds in Seconds)
        {
            CheckSeconds("modify_deadline_seconds", seconds);
        }

        if (first)
        {
            CheckName();
            CheckStreamDeadline("it is required on the first request, and must be 10 to 600");
        }
        else if (StreamSeconds != 0)
        {
            CheckStreamDeadline("it must be 10 to 600");
        }

        if (!first && Subscription.Length > 0)
        {
            throw Fail.Invalid("subscription", Subscription, "only the first request of a stream names the subscription");
        }

        if (!first && (MaxMessages != 0 || MaxBytes != 0))
        {
            throw Fail.Invalid("max_outstanding_messages and max_outstanding_bytes can only be set on the first request of a stream.");
        }

        if (!first && ClientId.Length > 0)
        {
            throw Fail.Invalid("client_id", ClientId, "it can only be set on the first request of a stream");
        }
    }

    private void CheckStreamDeadline(string rule)
    {
        if (StreamSeconds is < 10 or > MaximumDeadlineSeconds)
        {
            throw Fail.Invalid("stream_ack_deadline_seconds", StreamSeconds.ToString(), rule);
        }
    }

    private static void CheckSeconds(string field, int seconds)
    {
        if (seconds is < 0 or > MaximumDeadlineSeconds)
        {
            throw Fail.Invalid(field, seconds.ToString(), $"a deadline is 0 to {MaximumDeadlineSeconds} seconds");
        }
    }

    // Packed, as proto3 writes it, or one by one, as every parser must read it too.
    private void AddSeconds(ref WireReader reader)
    {
        if (!reader.IsBytes)
        {
            Seconds.Add((int)reader.Number);
            return;
        }

        var packed = reader.Value;
        while (!packed.IsEmpty)
        {
            if (!WireReader.TryVarint(ref packed, out var seconds))
            {
                throw Fail.Invalid("The request is not a google.pubsub.v1.StreamingPullRequest.");
            }

            Seconds.Add((int)seconds);
        }
    }

    private static AckId ParseId(string field, ReadOnlySpan<byte> wire) =>
        AckId.TryParse(wire, out var id)
            ? id
            : throw Fail.Invalid(field, Encoding.UTF8.GetString(wire), "it is not an ack id that this server gave out");

    private static void CheckSize(int length)
    {
        if (length > MaximumBytes)
        {
            throw Fail.Invalid($"The request is too large: it has {length} bytes, and a request that acknowledges or moves deadlines has at most {MaximumBytes}; send fewer ack ids at a time.");
        }
    }

    private static void CheckRead(bool failed, string message)
    {
        if (failed)
        {
            throw Fail.Invalid($"The request is not a google.pubsub.v1.{message}.");
        }
    }

    private void CheckName() => ResourceName.Check("subscription", Subscription, "subscriptions");

    private void Clear()
    {
        Subscription = ClientId = "";
        Acknowledge.Clear();
        Modify.Clear();
        Seconds.Clear();
        StreamSeconds = 0;
        MaxMessages = MaxBytes = 0;
    }
}
