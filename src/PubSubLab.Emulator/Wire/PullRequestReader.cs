using System.Text;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Wire;

/// <summary>Reads a serialised google.pubsub.v1.PullRequest.</summary>
internal static class PullRequestReader
{
    public static (string Subscription, int Max, bool Immediately) Read(ReadOnlySpan<byte> bytes)
    {
        var name = "";
        var max = 0;
        var immediately = false;
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1 when reader.IsBytes:
                    name = Encoding.UTF8.GetString(reader.Value);
                    break;
                case 2 when !reader.IsBytes:
                    immediately = reader.Number != 0;
                    break;
                case 3 when !reader.IsBytes:
                    max = (int)reader.Number;
                    break;
                default:
                    break;
            }
        }

        if (reader.Failed)
        {
            throw Fail.Invalid("The request is not a google.pubsub.v1.PullRequest.");
        }

        ResourceName.Check("subscription", name, "subscriptions");
        if (max <= 0)
        {
            throw Fail.Invalid("max_messages", max.ToString(), "it must be greater than 0");
        }

        return (name, max, immediately);
    }
}
