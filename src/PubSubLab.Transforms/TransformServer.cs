using System.Runtime.InteropServices;

namespace PubSubLab.Transforms;

/// <summary>The process: answers requests until its input ends, which it does with the process that started it.</summary>
internal sealed class TransformServer : IDisposable
{
    private const int CachedScripts = 64;
    private static readonly TransformFunction s_warmUp = new("warm", "function warm(m) { m.attributes.a = JSON.stringify(JSON.parse(m.data)); return m; }");
    private static readonly TransformOutcome s_ready = new(TransformKind.Transformed, 0, [], null);
    private readonly Stream _output;
    private readonly ProcessorWatch _watch;
    private readonly Dictionary<TransformFunction, JavaScriptFunction> _functions = [];
    private int _function;
    private TimeSpan _processor;

    private TransformServer(Stream output)
    {
        _output = output;
        _watch = new ProcessorWatch(() => Answer(TransformOutcome.Failure(_function, JavaScriptFunction.TooLong) with { Processor = TransformLimits.Processor }));
    }

    /// <summary>Serves requests.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(Stream input, Stream output)
    {
        // A terminal sends it to all of its programs; this one ends with its input.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);

        // On a deep stack: recursion of the interpreter is limited by count first.
        using var server = new TransformServer(output);
        var thread = new Thread(() => server.Serve(input), TransformLimits.Stack) { Name = "functions" };
        thread.Start();
        thread.Join();
        return 0;
    }

    public void Dispose() => _watch.Dispose();

    private void Serve(Stream input)
    {
        WarmUp();
        Answer(s_ready);
        while (TransformFrames.Read(input, TransformRequest.Read) is { } request)
        {
            if (request.Messages.Count == 0)
            {
                Answer(Timed(() => Check(request.Functions)));
            }

            foreach (var message in request.Messages)
            {
                Answer(Timed(() => Run(request, message)));
            }
        }
    }

    // The first run compiles the interpreter, which is not to count as the time of a function.
    private void WarmUp() =>
        Run(
            new TransformRequest([s_warmUp], [], DateTime.UnixEpoch.Ticks, Steps: false),
            new TransformMessage { Data = "{}"u8.ToArray(), Attributes = new Dictionary<string, string>() });

    private TransformOutcome Check(IReadOnlyList<TransformFunction> functions)
    {
        for (_function = 0; _function < functions.Count; _function++)
        {
            if (Limited(cancellation => Prepared(functions[_function]).Check(cancellation)) is { } reason)
            {
                return TransformOutcome.Failure(_function, reason);
            }
        }

        return new TransformOutcome(TransformKind.Transformed, functions.Count - 1, [], null);
    }

    private TransformOutcome Run(TransformRequest request, TransformMessage message)
    {
        var steps = new List<TransformMessage>();
        var current = message;
        for (_function = 0; _function < request.Functions.Count; _function++)
        {
            TransformMessage? next = null;
            if (Limited(cancellation => Prepared(request.Functions[_function]).Apply(current, request.Now, cancellation, out next)) is { } reason)
            {
                return new TransformOutcome(TransformKind.Failed, _function, request.Steps ? steps : [], reason);
            }

            if (next is null)
            {
                return new TransformOutcome(TransformKind.Filtered, _function, request.Steps ? steps : [], null);
            }

            current = next;
            steps.Add(next);
        }

        return new TransformOutcome(TransformKind.Transformed, request.Functions.Count - 1, request.Steps ? steps : [current], null);
    }

    private string? Limited(Func<CancellationToken, string?> run)
    {
        try
        {
            return run(_watch.Begin());
        }
        finally
        {
            _processor += _watch.End();
        }
    }

    private TransformOutcome Timed(Func<TransformOutcome> run)
    {
        _processor = TimeSpan.Zero;
        return run() with { Processor = _processor };
    }

    private JavaScriptFunction Prepared(TransformFunction function)
    {
        if (!_functions.TryGetValue(function, out var prepared))
        {
            if (_functions.Count == CachedScripts)
            {
                _functions.Clear();
            }

            _functions.Add(function, prepared = new JavaScriptFunction(function));
        }

        return prepared;
    }

    private void Answer(TransformOutcome outcome)
    {
        _output.Write(TransformFrames.Build(outcome.Write));
        _output.Flush();
    }
}
