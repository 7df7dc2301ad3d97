using System.Collections;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Grpc.Core;
using PubSubLab.Configuration;
using PubSubLab.Emulator;

namespace PubSubLab.Embedded;

/// <summary>
/// Topics and subscriptions of a project that a variable names: <c>PUBSUB_PROJECT1=project,topic:subscription:subscription,topic</c>, as
/// widespread images of Google's emulator have it. <c>+</c> and an endpoint behind a subscription make it a push subscription.
/// </summary>
internal sealed partial class ProjectSeed
{
    private const string Form = "project,topic:subscription:subscription,topic:subscription+http://endpoint";

    private readonly string _variable;
    private readonly string _project;
    private readonly JsonArray _topics = [];
    private int _subscriptions;

    private ProjectSeed(string variable, string value)
    {
        var items = value.Split(',', StringSplitOptions.TrimEntries);
        (_variable, _project) = (variable, items[0]);
        if (WhyNoProject(_project) is { } reason)
        {
            throw Wrong($"the project '{_project}' {reason}");
        }

        foreach (var item in items.Skip(1))
        {
            _topics.Add(Topic(item));
        }
    }

    /// <summary>Numbers of its resources, in a line.</summary>
    public string Line => $"{_variable}: project {_project}, topics: {_topics.Count}, subscriptions: {_subscriptions}.";

    /// <summary>The seeds of an environment, in the order of their numbers.</summary>
    /// <exception cref="SettingsException">A variable is wrong; all of them are said.</exception>
    public static IReadOnlyList<ProjectSeed> ReadAll(IDictionary environment)
    {
        var seeds = new List<ProjectSeed>();
        var problems = new List<string>();
        var variables = from DictionaryEntry entry in environment
                        let name = VariablePattern().Match((string)entry.Key)
                        where name.Success && !string.IsNullOrWhiteSpace((string?)entry.Value)
                        orderby name.Groups["number"].Length, name.Value
                        select (name.Value, (string)entry.Value!);
        foreach (var (name, value) in variables)
        {
            try
            {
                seeds.Add(new ProjectSeed(name, value));
            }
            catch (SettingsException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        return problems.Count == 0 ? seeds : throw new SettingsException(problems);
    }

    /// <summary>The rule that a project's id breaks; null for none. Ids of tests are often shorter than those of Google Cloud.</summary>
    public static string? WhyNoProject(string id) => id switch
    {
        "" => "is empty",
        _ when id.Any(static c => c == '/' || char.IsWhiteSpace(c) || char.IsControl(c)) => "has a blank or a slash; write its id alone",
        _ => null,
    };

    /// <summary>Creates all of it.</summary>
    /// <exception cref="SettingsException">The emulator refuses something of it.</exception>
    public void Create(PubSubEmulator emulator)
    {
        try
        {
            // JSON is YAML.
            emulator.Create(EmulatorTopology.Parse(new JsonObject { ["project"] = _project, ["topics"] = _topics.DeepClone() }.ToJsonString()));
        }
        catch (TopologyException e)
        {
            throw Wrong(e.InnerException is RpcException refused ? refused.Status.Detail : e.Message);
        }
    }

    private JsonObject Topic(string item)
    {
        var end = item.IndexOf(':') is var colon && colon < 0 ? item.Length : colon;
        var subscriptions = new JsonArray();
        var at = end;
        while (at < item.Length)
        {
            var match = SubscriptionPattern().Match(item, at);
            if (!match.Success)
            {
                throw Wrong($"'{item[at..]}' is no subscription");
            }

            subscriptions.Add(Subscription(item, match));
            at += match.Length;
        }

        if (end == 0)
        {
            throw Wrong(item.Length == 0 ? "a topic is empty; a comma is too many" : $"'{item}' has no topic before its colon");
        }

        _subscriptions += subscriptions.Count;
        return new JsonObject { ["name"] = item[..end], ["subscriptions"] = subscriptions };
    }

    private JsonObject Subscription(string item, Match match)
    {
        var name = match.Groups["name"].Value;
        if (name.Length == 0)
        {
            throw Wrong($"a subscription of '{item}' is empty");
        }

        var subscription = new JsonObject { ["name"] = name };
        if (match.Groups["endpoint"] is { Success: true } endpoint)
        {
            // The images have # for the colon of a port, and no scheme.
            var scheme = match.Groups["scheme"] is { Success: true } given ? given.Value : "http://";
            subscription["push"] = $"{scheme}{endpoint.Value.Replace('#', ':')}";
        }

        return subscription;
    }

    private SettingsException Wrong(string reason) => new([$"{_variable} (in the environment) is wrong: {reason.TrimEnd('.')}. Write {Form}."]);

    [GeneratedRegex("^PUBSUB_PROJECT(?<number>[1-9][0-9]*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex VariablePattern();

    // A colon and digits behind a host are its port, because a subscription begins with a letter.
    [GeneratedRegex(
        @"\G:(?<name>[^:+/]*)(\+(?<scheme>https?://)?(?<endpoint>(\[[0-9a-fA-F:]+\]|[^:/#?\[]+)([:#][0-9]+)?([/?][^:#]*)?))?(?=:|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SubscriptionPattern();
}
