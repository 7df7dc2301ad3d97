using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Rest;

/// <summary>The form of a response (Google Cloud APIs, "System parameters": <c>$alt</c>).</summary>
internal sealed class RestFormat
{
    private const string IntegerEnums = "enum-encoding=int";
    private static readonly RestFormat s_names = new(JsonFormatter.Settings.Default);
    private static readonly RestFormat s_integers = new(JsonFormatter.Settings.Default.WithFormatEnumsAsIntegers(true));
    private readonly JsonFormatter _formatter;

    /// <summary>The form in which fields with default values are there too.</summary>
    public static RestFormat WithDefaults { get; } = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private RestFormat(JsonFormatter.Settings settings) => _formatter = new JsonFormatter(settings);

    public static RestFormat Of(IQueryCollection query)
    {
        var asked = query.TryGetValue("$alt", out var alt) || query.TryGetValue("alt", out alt) ? alt.ToString() : "";
        return asked.Split(';', StringSplitOptions.TrimEntries) switch
        {
            ["" or "json"] => s_names,
            ["json", IntegerEnums] => s_integers,
            _ => throw Fail.Invalid("alt", asked, $"it must be json, or json;{IntegerEnums} for enums as numbers"),
        };
    }

    public async Task WriteAsync(HttpResponse response, IMessage message)
    {
        using var buffer = new MemoryStream();
        using (var text = new StreamWriter(buffer, leaveOpen: true))
        {
            _formatter.Format(message, text);
        }

        response.ContentType = RestErrors.ContentType;
        response.ContentLength = buffer.Length;
        await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), response.HttpContext.RequestAborted);
    }
}
