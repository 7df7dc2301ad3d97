using System.Text.Json;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using PubSubLab.Emulator.Control;
using PubSubLab.Emulator.Tests.Rest;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Control;

/// <summary>The served description of the control API. Its schemas are held by <see cref="ControlClient"/> in every test.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_is_OpenAPI_3_1_without_errors_or_warnings()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);
        var text = (await rest.OkAsync("GET", "/emulator/v1/openapi.json")).GetRawText();

        var (document, diagnostic) = Microsoft.OpenApi.OpenApiDocument.Parse(text, "json");

        diagnostic!.Errors.ShouldBeEmpty();
        diagnostic.Warnings.ShouldBeEmpty();
        diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        document!.Paths.Count.ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task The_document_has_every_route_and_every_route_is_in_the_document()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);
        var document = await rest.OkAsync("GET", "/emulator/v1/openapi.json");
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));

        described.ShouldBe(live.Emulator.ControlRoutes, ignoreOrder: true);
    }

    [Fact]
    public async Task Kinds_of_events_have_the_names_and_the_order_of_the_packages()
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);
        var document = await rest.OkAsync("GET", "/emulator/v1/openapi.json");
        var described = document.GetProperty("components").GetProperty("schemas").GetProperty("Event").GetProperty("properties").GetProperty("kind")
            .GetProperty("enum").EnumerateArray().Select(static kind => kind.GetString()!);

        described.ShouldBe(Enum.GetNames<EmulatorEventKind>().Select(static kind => JsonNamingPolicy.SnakeCaseUpper.ConvertName(kind)));
        foreach (var kind in Enum.GetValues<EmulatorEventKind>())
        {
            $"{HistoryFilter.KindOf(kind)}".ShouldBe($"{kind}");
        }
    }

    [Theory]
    [InlineData("/v1/emulator/v1/history")]
    [InlineData("/emulator/v1/topics")]
    [InlineData("/emulator/v1")]
    public async Task Nothing_else_is_served(string path)
    {
        await using var live = await LiveEmulator.StartAsync();
        using var rest = new RestClient(live.Emulator.Endpoint);

        (await rest.SendAsync("GET", path)).Message.ShouldBe($"There is nothing at GET {path}.");
    }
}
