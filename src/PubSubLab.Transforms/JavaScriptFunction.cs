using System.Globalization;
using Acornima;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Error;
using Jint.Runtime;
using Engine = Jint.Engine;

namespace PubSubLab.Transforms;

/// <summary>
/// A function of a user, <c>function name(message, metadata)</c> (google.pubsub.v1.JavaScriptUDF.code). Each message gets an engine of its
/// own, so that nothing of one message is left for the next.
/// </summary>
internal sealed class JavaScriptFunction
{
    public const string TooLong = "takes longer than 500 ms";

    private readonly TransformFunction _function;
    private readonly Prepared<Script> _script;
    private readonly string? _wrong;

    public JavaScriptFunction(TransformFunction function)
    {
        _function = function;
        try
        {
            _script = Engine.PrepareScript(function.Code, function.Name);
        }
        catch (Exception e) when (Position(e) is not null)
        {
            _wrong = $"is not JavaScript: {Position(e)}";
        }
    }

    /// <summary>Checks that the code runs and has the function.</summary>
    /// <returns>The reason why not.</returns>
    public string? Check(CancellationToken cancellation) =>
        _wrong ?? Guarded(DateTime.UnixEpoch.Ticks, engine => Load(engine) is null ? NotThere : null, cancellation);

    /// <summary>Applies the function to a message; gives null where the function filtered the message out.</summary>
    /// <returns>The reason of a failure.</returns>
    public string? Apply(TransformMessage message, long now, CancellationToken cancellation, out TransformMessage? result)
    {
        TransformMessage? returned = null;
        var reason = _wrong ?? Guarded(now, engine =>
        {
            if (Load(engine) is not { } function)
            {
                return NotThere;
            }

            var call = new FunctionCall(engine, message);
            return call.Read(engine.Invoke(function, call.Arguments()), out returned);
        }, cancellation);
        result = returned;
        return reason;
    }

    private string NotThere => $"is not in the code: code has no function \"{_function.Name}\"";

    private JsValue? Load(Engine engine)
    {
        engine.Execute(_script);
        return engine.Evaluate($"typeof {_function.Name} === 'function' ? {_function.Name} : null") is var value && value.IsNull() ? null : value;
    }

    private static string? Guarded(long now, Func<Engine, string?> run, CancellationToken cancellation)
    {
        try
        {
            return run(new Engine(options =>
            {
                options.CancellationToken(cancellation).MaxStatements(TransformLimits.Statements).LimitMemory(TransformLimits.Allocation).LimitRecursion(TransformLimits.Recursion);
                options.Constraints.RegexTimeout = TransformLimits.Processor;
                options.TimeSystem = new FixedTime(options.TimeSystem, new DateTimeOffset(now, TimeSpan.Zero));
                options.AgentCanSuspend = false;
                options.TimeZone = TimeZoneInfo.Utc;
                options.Culture = CultureInfo.InvariantCulture;
            }));
        }
        catch (Exception e) when (Explain(e) is { } reason)
        {
            return reason;
        }
    }

    private static string? Explain(Exception e) => e switch
    {
        JavaScriptException thrown => $"throws {Text(thrown)}{(thrown.Location.Start.Line > 0 ? $" (line {thrown.Location.Start.Line}, column {thrown.Location.Start.Column + 1})" : "")}",
        ExecutionCanceledException or TimeoutException or System.Text.RegularExpressions.RegexMatchTimeoutException => TooLong,
        StatementsCountOverflowException => $"executes more than {TransformLimits.Statements:N0} statements",
        MemoryLimitExceededException or OutOfMemoryException => $"needs more than {TransformLimits.Allocation >> 20} MiB",
        RecursionDepthOverflowException or InsufficientExecutionStackException => $"calls functions more than {TransformLimits.Recursion:N0} deep",
        JintException other => $"fails: {other.Message.TrimEnd('.')}",
        _ => Position(e),
    };

    // An error's name can be code of the user.
    private static string Text(JavaScriptException thrown)
    {
        try
        {
            return thrown.Error is ErrorInstance error && error.Get("name") is var name && name.IsString() ? $"{name}: {thrown.Message}" : thrown.Message;
        }
        catch (Exception e) when (e is JavaScriptException or JintException)
        {
            return thrown.Message;
        }
    }

    private static string? Position(Exception? e) => e switch
    {
        ParseErrorException wrong => $"{wrong.Error.Description} in line {wrong.LineNumber}, column {wrong.Column + 1}",
        { InnerException: { } inner } => Position(inner),
        _ => null,
    };
}
