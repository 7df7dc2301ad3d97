using System.Text.Json;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Rest;

/// <summary>Requests as tools send them over REST, replayed in order; a file of <c>Rest/Corpus</c> a tool.</summary>
public sealed class CorpusTests
{
    private static string Folder => Repository.File("tests", "PubSubLab.Emulator.Tests", "Rest", "Corpus");

    public static TheoryData<string> Tools() => [.. Directory.GetFiles(Folder, "*.http").Select(static file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Every_request_of_a_tool_is_answered_as_the_tool_expects(string tool)
    {
        await using var live = await LiveEmulator.StartAsync(new PubSubEmulatorOptions { Web = new WebAccess { AllowedOrigins = ["http://page.example.test"] } });
        using var rest = new RestClient(live.Emulator.Endpoint);
        var count = 0;
        foreach (var request in CorpusRequest.Read(Path.Combine(Folder, $"{tool}.http")))
        {
            count++;
            var type = request.Headers.FirstOrDefault(static header => header.Name == "Content-Type").Value;
            var others = request.Headers.Where(static header => !header.Name.StartsWith("Content-", StringComparison.Ordinal)).ToArray();
            var hasContent = request.Headers.Any(static header => header.Name.StartsWith("Content-", StringComparison.Ordinal));

            var answer = await rest.SendAsync(request.Method, request.Path, hasContent ? request.Body : null, type, headers: others);

            answer.Code.ShouldBe(request.Code, $"{request.Title}: {answer.Json}");
            using var expected = JsonDocument.Parse(request.Answer);
            Difference(expected.RootElement, answer.Json, "answer").ShouldBeNull($"{request.Title}: {answer.Json}");
        }

        count.ShouldBePositive();
    }

    /// <summary>Where the actual JSON lacks what is expected; null when it has all of it and perhaps more.</summary>
    private static string? Difference(JsonElement expected, JsonElement actual, string path) => expected.ValueKind switch
    {
        JsonValueKind.Object => expected.EnumerateObject().Select(property =>
            actual.TryGetProperty(property.Name, out var found) ? Difference(property.Value, found, $"{path}.{property.Name}") : $"{path}.{property.Name} is missing")
            .FirstOrDefault(static difference => difference is not null),
        JsonValueKind.Array => expected.GetArrayLength() != actual.GetArrayLength() ? $"{path} has {actual.GetArrayLength()} elements"
            : expected.EnumerateArray().Select((element, i) => Difference(element, actual[i], $"{path}[{i}]")).FirstOrDefault(static difference => difference is not null),
        _ => JsonElement.DeepEquals(expected, actual) ? null : $"{path} is {actual.GetRawText()}",
    };
}
