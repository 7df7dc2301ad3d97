using Google.Cloud.PubSub.V1;

namespace PubSubLab.Emulator.Tests.Transforms;

/// <summary>Message transforms for tests.</summary>
internal static class Transform
{
    /// <summary>Ends the interpreter's process: its recursion on nested arrays is not limited.</summary>
    public const string Crash = "let a = []; for (let i = 0; i < 300000; i++) { a = [a]; } return { data: String(a) };";

    /// <summary>A function from its body.</summary>
    public static MessageTransform Of(string body, string name = "f") =>
        new() { JavascriptUdf = new JavaScriptUDF { FunctionName = name, Code = $"function {name}(message, metadata) {{ {body} }}" } };

    /// <summary>A function that returns other data.</summary>
    public static MessageTransform Data(string expression, string name = "f") => Of($"message.data = {expression}; return message;", name);
}
