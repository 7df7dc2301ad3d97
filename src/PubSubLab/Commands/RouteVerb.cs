using System.CommandLine;
using PubSubLab.Lab;
using PubSubLab.Lab.Routing;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary><c>route</c>: the topic and the subscription that users' UUIDs give.</summary>
internal sealed class RouteVerb : IVerb
{
    private const int MillionUsers = 1_000_000;
    private const int BarWidth = 40;

    /// <inheritdoc/>
    public Command Build()
    {
        var uuid = new Argument<Guid?>("UUID")
        {
            Description = "The user's id; without it, one a line is read from standard input.",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result =>
            {
                try
                {
                    return UserKey.Parse(result.Tokens[0].Value);
                }
                catch (LabException e)
                {
                    result.AddError(e.Message);
                    return null;
                }
            },
        };
        var topics = CommonOptions.TotalOption("--topics", "How many topics. Default: 1000.");
        var subs = CommonOptions.TotalOption("--subs", "How many subscriptions a topic. Default: 1000.");
        var histogram = new Option<bool>("--histogram") { Description = "Route no list; show how evenly 1,000,000 random users spread." };
        var users = CommonOptions.NumberOption("--users", "With --histogram: how many users. Default: 1,000,000.");
        var seed = CommonOptions.NumberOption("--seed", "With --histogram: the users' seed. Default: 1.", least: 0);
        var command = new Command("route", "Say which topic and which subscription a user's messages go through.") { uuid, topics, subs, histogram, users, seed };
        command.SetAction(async (parsed, cancellation) =>
        {
            var defaults = TopicAndSub.Default;
            var totals = new TopicAndSub(parsed.GetValue(topics) ?? defaults.Topics, parsed.GetValue(subs) ?? defaults.Subs);
            if (parsed.GetValue(histogram))
            {
                var spread = Usage.Check(() => RouteSpread.Draw(totals, parsed.GetValue(users) ?? MillionUsers, parsed.GetValue(seed) ?? 1));
                Print(spread, totals);
                return ExitCodes.Done;
            }

            if (parsed.GetValue(uuid) is { } user)
            {
                var (topic, sub) = totals.NamesOf(user);
                Console.WriteLine($"{topic} {sub}");
                return ExitCodes.Done;
            }

            await using var input = StandardInput.Open();
            await using var output = ConsoleWriters.OpenOutput();
            if (await RouteLines.RunAsync(totals, input, output, cancellation) > 0)
            {
                return ExitCodes.Done;
            }

            await Console.Error.WriteLineAsync("No UUID was given. Write one after 'route', or one a line on standard input.");
            return ExitCodes.WrongUsage;
        });
        return command;
    }

    private static void Print(RouteSpread spread, TopicAndSub totals)
    {
        Console.WriteLine($"{spread.Users:N0} random users on {totals.Topics:N0} topics x {totals.Subs:N0} subscriptions = {spread.Places:N0} places");
        Console.WriteLine($"{"users",6} {"places",12} {"by chance",12}");
        var most = (double)spread.PlacesWith.Max();
        for (var n = 0; n < spread.PlacesWith.Count; n++)
        {
            Console.WriteLine($"{n,6:N0} {spread.PlacesWith[n],12:N0} {spread.Expected(n),12:N0}  {new string('█', (int)Math.Ceiling(spread.PlacesWith[n] / most * BarWidth))}");
        }

        Console.WriteLine($"A topic has {spread.PerTopic.Fewest:N0} to {spread.PerTopic.Most:N0} users, {(double)spread.Users / totals.Topics:N1} on average.");
    }
}
