using System.Globalization;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;
using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Log;

/// <summary>
/// What the log shows: terms with spaces between them, all of which must hold. <c>text</c> anywhere in the line, <c>!text</c> nowhere in it,
/// <c>key=value</c> on an attribute, <c>worker=</c>, <c>kind=</c>, <c>topic=</c>, <c>subscription=</c>, <c>id=</c>, <c>run=earlier</c> or <c>run=this</c>, and <c>#12</c> for one message.
/// </summary>
internal sealed class LogFilter
{
    private readonly List<Term> _terms;

    private LogFilter(string text, List<Term> terms) => (Text, _terms) = (text, terms);

    /// <summary>Shows everything.</summary>
    public static LogFilter None { get; } = new("", []);

    /// <summary>As it was typed.</summary>
    public string Text { get; }

    public bool IsEmpty => _terms.Count == 0;

    /// <summary>Reads a filter. Every text is one: a person who types sees at once what it does.</summary>
    public static LogFilter Parse(string text)
    {
        var terms = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Term.Parse).ToList();
        return terms.Count == 0 ? None : new LogFilter(text.Trim(), terms);
    }

    /// <summary>A sentence about terms that cannot match, with a trailing space; empty for none.</summary>
    public string WhyNothing()
    {
        var kinds = Enum.GetValues<LabEventKind>().Select(k => EventLook.Of(k).Word).Distinct(StringComparer.Ordinal).ToList();
        return _terms.FirstOrDefault(t => t is { Key: "kind", Not: false } && !kinds.Contains(t.Value, StringComparer.OrdinalIgnoreCase) && !Enum.TryParse<LabEventKind>(t.Value, true, out _)) is { } wrong
            ? $"There is no kind '{wrong.Value}'; kinds are {string.Join(", ", kinds)}. "
            : "";
    }

    /// <summary>Whether the event is shown.</summary>
    public bool Matches(in LabEvent e)
    {
        foreach (var term in _terms)
        {
            if (term.Matches(e) == term.Not)
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Term(bool Not, string? Key, string Value, long? Number)
    {
        public static Term Parse(string text)
        {
            var not = text.Length > 1 && text[0] == '!';
            var rest = not ? text[1..] : text;
            if (rest[0] == '#' && long.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return new Term(not, null, rest, number);
            }

            var at = rest.IndexOf('=', StringComparison.Ordinal);
            return at > 0 ? new Term(not, rest[..at], rest[(at + 1)..], null) : new Term(not, null, rest, null);
        }

        public bool Matches(in LabEvent e)
        {
            if (Number is { } number)
            {
                return e.Message?.Number == number;
            }

            if (Key is null)
            {
                return MatchesText(e);
            }

            return Key switch
            {
                "worker" => Is(e.Worker),
                "kind" => Is(EventLook.Of(e.Kind).Word) || Is(e.Kind.ToString()),
                "topic" => Is(e.Message?.Topic),
                "subscription" => Is(e.Subscription),
                "id" => Is(e.Message?.Id),
                "run" => Is(e.IsEarlier ? "earlier" : "this"),
                "attempt" => Is(e.Attempt.ToString(CultureInfo.InvariantCulture)),
                _ => e.Message is not null && e.Message.Attributes.TryGetValue(Key, out var value) && Is(value),
            };
        }

        private bool MatchesText(in LabEvent e)
        {
            if (Has(EventLook.Of(e.Kind).Word) || Has(e.Worker) || Has(EventWords.Of(e)) || Has(e.Subscription))
            {
                return true;
            }

            if (e.Message is not { } message)
            {
                return false;
            }

            if (Has(message.Topic) || message.Contains(Value) || Has(message.OrderingKey))
            {
                return true;
            }

            foreach (var (key, value) in message.Attributes)
            {
                if (Has(key) || Has(value))
                {
                    return true;
                }
            }

            return false;
        }

        private bool Is(string? text) => string.Equals(text, Value, StringComparison.OrdinalIgnoreCase);

        private bool Has(string? text) => text is not null && text.Contains(Value, StringComparison.OrdinalIgnoreCase);
    }
}
