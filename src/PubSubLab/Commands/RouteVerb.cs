using System.CommandLine;
using PubSubLab.Lab.Routing;

namespace PubSubLab.Commands;

/// <summary><c>route</c>: the topic and the subscription that a user's UUID gives.</summary>
internal sealed class RouteVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var uuid = new Argument<Guid>("UUID")
        {
            Description = "The user's id.",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Guid.TryParseExact(text, "D", out var id))
                {
                    return id;
                }

                result.AddError($"'{text}' is not a UUID. Write it as 12345678-1234-5678-1234-567812345678.");
                return default;
            },
        };
        var topics = TotalOption("--topics", "How many topics. Default: 1000.");
        var subs = TotalOption("--subs", "How many subscriptions a topic. Default: 1000.");
        var command = new Command("route", "Say which topic and which subscription a user's messages go through.") { uuid, topics, subs };
        command.SetAction(parsed =>
        {
            var defaults = TopicAndSub.Default;
            var totals = new TopicAndSub(parsed.GetValue(topics) ?? defaults.Topics, parsed.GetValue(subs) ?? defaults.Subs);
            var (topic, sub) = totals.NamesOf(parsed.GetValue(uuid));
            Console.WriteLine($"{topic} {sub}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<ulong?> TotalOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (ulong.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0)
            {
                return value;
            }

            result.AddError($"{name} is '{text}'. Write a whole number, 1 or more.");
            return null;
        },
    };
}
