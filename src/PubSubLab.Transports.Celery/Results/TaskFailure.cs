using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Results;

/// <summary>A failed task, as Python sees it.</summary>
/// <param name="Type">The exception's name in the module <c>celery.exceptions</c>.</param>
/// <param name="Reason">Its argument, for a person.</param>
/// <param name="Traceback">Where it was thrown; null where nothing was.</param>
internal sealed record TaskFailure(string Type, string Reason, string? Traceback = null)
{
    /// <summary>The argument as a number, where the exception has one.</summary>
    public double? Number { get; init; }

    /// <summary>The exception as Python writes it.</summary>
    public override string ToString() => Number is { } number ? FormattableString.Invariant($"{Type}({number})") : PythonText.Exception(Type, Reason);

    /// <summary>The exception as a result.</summary>
    public JsonObject ToJson() => new()
    {
        ["exc_type"] = Type, ["exc_message"] = new JsonArray(Number is { } number ? number : Reason), ["exc_module"] = "celery.exceptions",
    };
}
