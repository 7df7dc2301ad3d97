using System.CommandLine;
using PubSubLab.Configuration;
using PubSubLab.Lab.Routing;

namespace PubSubLab.Commands;

/// <summary>The options of <c>experiment routing</c>, and the way from them to <see cref="RoutingOptions"/>.</summary>
internal sealed class RoutingOptionSet
{
    private const string Only = "routing: ";

    private readonly Option<string[]> _strategies = new("--strategy")
    {
        Description = $"{Only}a strategy, can be given again: {string.Join(", ", RoutingCatalog.All.Select(s => s.Name))}. Default: all.",
        HelpName = "S",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> _users = CommonOptions.NumberOption("--users", $"{Only}how many users. Default: 100.");
    private readonly Option<ulong?> _topics = CommonOptions.TotalOption("--topics", $"{Only}topics of topic-and-sub. Default: the root of the users, 1000 for a million.");
    private readonly Option<ulong?> _subs = CommonOptions.TotalOption("--subs", $"{Only}subscriptions a topic of topic-and-sub. Default: as --topics.");
    private readonly Option<int?> _shards = CommonOptions.NumberOption("--shards", $"{Only}subscriptions of filter-mod. Default: 100.");
    private readonly Option<int?> _digits = CommonOptions.NumberOption("--prefix-digits", $"{Only}hexadecimal digits of prefix. Default: 2, 256 subscriptions.");
    private readonly Option<int?> _rate = CommonOptions.NumberOption("--rate", $"{Only}messages a second; 0 for all at once. Default: 200.", least: 0);
    private readonly Option<TimeSpan?> _retryMin = CommonOptions.DurationOption("--retry-min", $"{Only}minimum backoff of a retry policy. Default: no retry policy.");
    private readonly Option<int?> _maxAttempts = CommonOptions.NumberOption("--max-attempts", $"{Only}attempts of a dead-letter policy, 5 to 100. Default: no dead letter.");
    private readonly Option<int?> _churn = CommonOptions.NumberOption("--churn", $"{Only}users a second that move to another worker or drop out for a moment. Default: 0.", least: 0);
    private readonly Option<TimeSpan?> _limit = CommonOptions.DurationOption("--limit", $"{Only}the longest that one strategy may take. Default: 1m, and 1h from 100,000 users on.");
    private readonly Option<string?> _instance = new("--instance-name") { Description = $"{Only}prefix of the workers' names. Default: w.", HelpName = "NAME" };
    private readonly Option<int?> _monthly = CommonOptions.NumberOption("--monthly", $"{Only}messages a month for the price. Default: 10,000,000.");
    private readonly Option<int?> _bytes = CommonOptions.NumberOption("--message-bytes", $"{Only}bytes of a message for the price. Default: 1000.");
    private readonly Option<string?> _report = new("--report")
    {
        Description = $"{Only}write the report as FILE.html, and beside it as .md and .json.", HelpName = "FILE.html",
    };

    private readonly Option<string[]> _from = new("--from")
    {
        Description = $"{Only}run nothing; make the report of --report from this .json; given again, each is a part of it.", HelpName = "FILE.json", DefaultValueFactory = _ => [],
    };

    private IReadOnlyList<Option> All =>
        [_strategies, _users, _topics, _subs, _shards, _digits, _rate, _retryMin, _maxAttempts, _churn, _limit, _instance, _monthly, _bytes, _report, _from];

    /// <summary>Gives a verb these options.</summary>
    public void AddTo(Command command)
    {
        _strategies.CompletionSources.Add(static _ => RoutingCatalog.All.Select(s => s.Name));
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Where the report goes; null for nowhere.</summary>
    public string? ReportOf(ParseResult parsed) => parsed.GetValue(_report);

    /// <summary>The reports to make one from, without a run; none for a run.</summary>
    public IReadOnlyList<string> SourcesOf(ParseResult parsed) => parsed.GetValue(_from)!;

    /// <summary>Passes where none of them is given, because another experiment is asked for.</summary>
    /// <exception cref="SettingsException">One of them is given.</exception>
    public void CheckUnused(ParseResult parsed, string experiment)
    {
        if (All.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } given)
        {
            throw new SettingsException([$"{given.Name} belongs to the experiment routing; {experiment} does not know it. Leave it out, or run 'experiment routing'."]);
        }
    }

    /// <summary>Reads them.</summary>
    public RoutingOptions Read(ParseResult parsed, int? workers, int? messages, int? seed)
    {
        var defaults = new RoutingOptions();
        return defaults with
        {
            Strategies = parsed.GetValue(_strategies)!,
            Scale = new RoutingScale
            {
                Users = parsed.GetValue(_users) ?? defaults.Scale.Users,
                Workers = workers ?? Math.Min(defaults.Scale.Workers, parsed.GetValue(_users) ?? defaults.Scale.Users),
                Shards = (ulong?)parsed.GetValue(_shards) ?? defaults.Scale.Shards,
                PrefixDigits = parsed.GetValue(_digits) ?? defaults.Scale.PrefixDigits,
                Topics = parsed.GetValue(_topics),
                Subs = parsed.GetValue(_subs),
            },
            Messages = messages,
            Rate = parsed.GetValue(_rate) ?? defaults.Rate,
            RetryMin = parsed.GetValue(_retryMin),
            MaxAttempts = parsed.GetValue(_maxAttempts),
            Churn = parsed.GetValue(_churn) ?? defaults.Churn,
            Limit = parsed.GetValue(_limit),
            InstanceName = parsed.GetValue(_instance) ?? defaults.InstanceName,
            MessagesPerMonth = parsed.GetValue(_monthly) ?? defaults.MessagesPerMonth,
            MessageBytes = parsed.GetValue(_bytes) ?? defaults.MessageBytes,
            Seed = seed ?? defaults.Seed,
            Command = $"pubsublab {string.Join(' ', parsed.Tokens.Select(t => t.Value))}",
        };
    }
}
