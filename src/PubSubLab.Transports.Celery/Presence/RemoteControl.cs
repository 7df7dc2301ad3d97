using System.IO.Enumeration;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Takes commands of Celery's tools from the mailbox and answers those that are meant for this worker (kombu/pidbox.py).</summary>
/// <param name="reply">Publishes an answer to an exchange with a key.</param>
/// <param name="notice">Gets a sentence about a message that is no command.</param>
internal sealed class RemoteControl(
    NodeIdentity node, LogicalClock clock, InspectCommands inspect, ControlCommands control,
    Func<string, string, CeleryMessage, Task> reply, Action<string> notice)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Handles one message of the mailbox.</summary>
    public async Task HandleAsync(CeleryMessage message)
    {
        if (PresenceMessages.Read(message) is not { } body || Text(body, "method") is not { } method)
        {
            notice($"A message in the exchange '{PresenceNames.Control}' is no command of Celery's and was passed over.");
            return;
        }

        clock.Adjust(message.Headers["clock"] is JsonValue value && value.TryGetValue<long>(out var seen) ? seen : 0);
        clock.Forward();
        if (!IsMeant(body))
        {
            return;
        }

        var answer = Run(method, new CommandArguments(body["arguments"] as JsonObject ?? []));
        if (answer is not null && body["reply_to"] is JsonObject to && Text(to, "exchange") is { } exchange && Text(to, "routing_key") is { } key)
        {
            var headers = new JsonObject { ["ticket"] = Text(body, "ticket"), ["clock"] = clock.Forward() };
            await reply(exchange, key, PresenceMessages.Create(new JsonObject { [node.Name] = answer }, headers));
        }
    }

    private JsonNode? Run(string method, CommandArguments arguments)
    {
        try
        {
            return inspect.TryAnswer(method, arguments, out var answer) ? answer : control.Run(method, arguments);
        }
        catch (CommandException e)
        {
            return new JsonObject { ["error"] = e.Message };
        }
    }

    /// <summary>By the list of destinations, or by a pattern; without either a command is meant for every worker.</summary>
    private bool IsMeant(JsonObject body)
    {
        if (body["destination"] is JsonArray { Count: > 0 } destination)
        {
            return destination.Any(d => d is JsonValue value && value.TryGetValue<string>(out var name) && name == node.Name);
        }

        return Text(body, "pattern") is not { } pattern || Text(body, "matcher") switch
        {
            "glob" => FileSystemName.MatchesSimpleExpression(pattern, node.Name, ignoreCase: false),
            "pcre" => MatchesExpression(pattern),
            null => true,
            _ => false,
        };
    }

    private bool MatchesExpression(string pattern)
    {
        try
        {
            return Regex.IsMatch(node.Name, $"^(?:{pattern})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, s_patience);
        }
        catch (Exception e) when (e is RegexParseException or RegexMatchTimeoutException)
        {
            notice($"A command names its workers by the pattern '{pattern}', which matches none: {e.Message}");
            return false;
        }
    }

    private static string? Text(JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
