using System.Text;
using System.Text.RegularExpressions;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Edits a message transform. The last messages stand beside it, before and after, as it is typed.</summary>
internal sealed partial class TransformOverlay : FormOverlay
{
    private const int Rows = 14;
    private const int TriedMessages = 4;
    private const string Start = "function transform(message, metadata) {\n  return message;\n}\n";

    private readonly LabSession _session;
    private readonly BackgroundWork _work;
    private readonly IReadOnlyList<TransformSpec> _others;
    private readonly Action<IReadOnlyList<TransformSpec>> _apply;
    private readonly TaskEditor _code;
    private readonly List<LabMessage> _messages;
    private string? _tried;
    private bool _trying;
    private TransformTrial? _trial;

    public TransformOverlay(
        ThemeChoice theme, LabSession session, BackgroundWork work, (string Name, bool IsTopic) of, IReadOnlyList<TransformSpec> transforms, Action<IReadOnlyList<TransformSpec>> apply)
        : base(theme, $"Message transform of {of.Name}{(transforms.Count > 1 ? $", the first of {transforms.Count}" : "")}", "Apply")
    {
        (_session, _work, _apply) = (session, work, apply);
        _others = [.. transforms.Skip(1)];
        _messages = LastPublished.Read(session.Journal, TriedMessages);
        _code = AddEditor(Rows, Dim.Percent(50));
        _code.Load(transforms.Count > 0 ? transforms[0].Code : Start);
        AddButtons();
    }

    public override string? AcceptHint => _code.HasFocus ? "New line" : base.AcceptHint;

    public override Size SizeOn(Size screen) => new(screen.Width - 4, base.SizeOn(screen).Height);

    protected override bool HasMoved()
    {
        var moved = base.HasMoved();
        if (_trying || _tried == _code.Whole || _session.Ports.TransformTrial is not { } trial)
        {
            return moved;
        }

        (_trying, _tried) = (true, _code.Whole);
        var transform = new TransformSpec(FunctionIn(_tried), _tried);
        TriedMessage[] messages = [.. _messages.Select(static m => new TriedMessage(Encoding.UTF8.GetBytes(m.Text), m.Attributes, m.OrderingKey))];
        _work.Start(
            async ending =>
            {
                var result = await trial.TryAsync(transform, messages, ending);
                _work.Post(() => Show(result));
            },
            _ => _trying = false);
        return true;
    }

    protected override void PaintMore(Painter painter, Rectangle inner)
    {
        var x = (inner.Width / 2) + 4;
        var row = 2;
        var width = Math.Max(1, inner.Right - x - 1);
        void PutLine(string text, Role role)
        {
            if (row < Rows + 2)
            {
                painter.FittedLine(x, row++, width, [new Segment(text, role)]);
            }
        }

        void Put(string text, Role role)
        {
            foreach (var line in CellText.Wrap(text, width))
            {
                PutLine(line, role);
            }
        }

        if (_session.Ports.TransformTrial is null)
        {
            Put("This backend checks the function when it is applied.", Role.Dim);
        }
        else if (_trial is { Error: { } error })
        {
            Put($"✗ {error}", Role.Bad);
        }
        else if (_trial is { Outcomes: var outcomes })
        {
            Put($"✓ {FunctionIn(_code.Whole)}", Role.Good);
            if (outcomes.Count == 0)
            {
                Put("No message is here yet to try it on.", Role.Dim);
            }

            foreach (var (message, outcome) in _messages.Zip(outcomes))
            {
                PutLine($"#{message.Number} {message.Text}{Words(message.Attributes)}", Role.Normal);
                switch (outcome)
                {
                    case { Failure: { } failure }:
                        Put($" ✗ {failure}", Role.Bad);
                        break;
                    case { Message: { } after }:
                        PutLine($" → {Encoding.UTF8.GetString(after.Data.Span)}{Words(after.Attributes)}", Role.Accent);
                        break;
                    default:
                        PutLine(" ⊘ filtered out", Role.Warning);
                        break;
                }
            }
        }
    }

    protected override string? Do()
    {
        if (_code.Whole.Trim().Length == 0)
        {
            _apply(_others);
            return null;
        }

        if (FunctionIn(_code.Whole).Length == 0)
        {
            return "There is no function; write function name(message, metadata) { … }, or clear the editor to remove the transform.";
        }

        if (_trial is { Error: { } error } && _tried == _code.Whole)
        {
            return error;
        }

        _apply([new TransformSpec(FunctionIn(_code.Whole), _code.Whole), .. _others]);
        return null;
    }

    private bool Show(TransformTrial result)
    {
        (_trying, _trial) = (false, result);
        SetNeedsDraw();
        return true;
    }

    private static string FunctionIn(string code) => FirstFunction().Match(code).Groups["name"].Value;

    private static string Words(IReadOnlyDictionary<string, string> attributes) =>
        attributes.Count == 0 ? "" : "  " + string.Join(' ', attributes.OrderBy(static a => a.Key, StringComparer.Ordinal).Select(static a => $"{a.Key}={a.Value}"));

    [GeneratedRegex(@"\bfunction\s+(?<name>[\p{L}$_][\p{L}\p{Nd}$_]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex FirstFunction();
}
