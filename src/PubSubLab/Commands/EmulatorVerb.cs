using System.CommandLine;
using System.CommandLine.Parsing;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab;

namespace PubSubLab.Commands;

/// <summary><c>emulator</c>: a Pub/Sub service for any client, until it is told to end, or until the command that it runs has ended.</summary>
internal sealed class EmulatorVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var project = new Option<string?>("--project")
        {
            Description = "The project's id. A command gets it as PUBSUB_PROJECT_ID; the emulator serves every project.", HelpName = "ID",
        };
        var config = new Option<string?>("--config")
        {
            Description = "Begin with the topics, subscriptions and schemas of this YAML file; docs/topology.example.yaml shows every field.", HelpName = "FILE",
        };
        var data = CommonOptions.DataOption();
        var noCountLimits = new Option<bool>("--no-count-limits")
        {
            Description = "Lift the limits on numbers of topics and subscriptions. stderr names each excess over a real project's limits.",
        };
        var dispatch = CommonOptions.DispatchOption("Which waiting consumer gets a message, which Pub/Sub does not document: round-robin (default) or random.");
        var seed = CommonOptions.NumberOption("--seed", "Seed of random choices, to repeat a run. Default: a new one, which is printed.", least: 0);
        var memory = CommonOptions.MemoryOption();
        var reserve = CommonOptions.DiskReserveOption();
        var issuer = new Option<string?>("--oidc-issuer")
        {
            Description = "Issuer of the tokens in push requests, such as https://accounts.google.com. Default: this emulator's own URL.", HelpName = "URL",
        };
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "Behind --: run this command with PUBSUB_EMULATOR_HOST set, and end with its exit code.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("emulator", "Serve Pub/Sub (gRPC and REST) for any client that PUBSUB_EMULATOR_HOST points here, until Ctrl+C.");
        var listen = new ListenOptionSet();
        listen.AddTo(command);
        foreach (var option in new Option[] { project, config, data, noCountLimits, dispatch, seed, memory, reserve, issuer })
        {
            command.Options.Add(option);
        }

        var web = new WebOptionSet();
        web.AddTo(command);
        command.Arguments.Add(words);
        command.SetAction((parsed, cancellation) =>
        {
            CheckBehindDashes(parsed, parsed.GetValue(words)!);
            var isForCommand = parsed.GetValue(words)!.Length > 0;
            var address = listen.Read(parsed, Environment.GetEnvironmentVariable(SettingKeys.EmulatorHost), isForCommand ? 0 : LabSettings.DefaultPort);
            var run = new EmulatorRun
            {
                Address = address,
                Project = CheckProject(parsed.GetValue(project)),
                Topology = parsed.GetValue(config) is { } file ? TopologyFile.Read(file) : null,
                Seeds = ProjectSeed.ReadAll(Environment.GetEnvironmentVariables()),
                Words = parsed.GetValue(words)!,
                Options = new PubSubEmulatorOptions
                {
                    Host = address.Host,
                    Port = address.Port,
                    ProjectId = parsed.GetValue(project),
                    DataDirectory = parsed.GetValue(data),
                    CountLimits = !parsed.GetValue(noCountLimits),
                    OnLimitPassed = Console.Error.WriteLine,
                    OnFault = Console.Error.WriteLine,
                    OnPressure = Console.Error.WriteLine,
                    OnPushFailed = Console.Error.WriteLine,
                    OnTransformFailed = Console.Error.WriteLine,
                    MemoryShare = CommonOptions.MemoryShareOf(parsed.GetValue(memory)),
                    DiskReserve = CommonOptions.DiskReserveOf(parsed.GetValue(reserve)),
                    Dispatch = parsed.GetValue(dispatch),
                    Seed = parsed.GetValue(seed) ?? Random.Shared.Next(),
                    Web = web.Read(parsed),
                    OidcIssuer = parsed.GetValue(issuer),
                },
            };
            return run.RunAsync(cancellation);
        });
        return command;
    }

    // The parser gives the command's argument each word that it does not know.
    private static void CheckBehindDashes(ParseResult parsed, string[] words)
    {
        var behind = parsed.Tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        if (words.Length > behind)
        {
            var options = parsed.CommandResult.Command.Options.Select(static option => option.Name);
            throw new SettingsException(
                [$"'{words[0]}' is no option of emulator.{Nearest.Question(words[0], options)} A command to run stands behind --, for example: emulator -- npm test."]);
        }
    }

    private static string? CheckProject(string? id) =>
        id is not null && ProjectSeed.WhyNoProject(id) is { } reason ? throw new SettingsException([$"--project is '{id}': it {reason}."]) : id;
}
