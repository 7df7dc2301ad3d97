using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using PubSubLab.Emulator.Tests.Rest;

namespace PubSubLab.Emulator.Tests.Control;

/// <summary>Calls the control API, and holds each request that succeeds and each answer against the served OpenAPI document.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly RestClient _rest;
    private readonly JsonObject _document;

    private ControlClient(RestClient rest, JsonObject document) => (_rest, _document) = (rest, document);

    public static async Task<ControlClient> OpenAsync(PubSubEmulator emulator)
    {
        var rest = new RestClient(emulator.Endpoint);
        var document = JsonNode.Parse((await rest.OkAsync("GET", "/emulator/v1/openapi.json")).GetRawText())!.AsObject();
        return new ControlClient(rest, document);
    }

    /// <summary>Sends what must succeed.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">The rest of the path after <c>/emulator/v1/</c>, with the query.</param>
    /// <param name="body">JSON.</param>
    public async Task<JsonElement> OkAsync(string method, string path, string? body = null)
    {
        var answer = await SendAsync(method, path, body);
        answer.Code.ShouldBe(200, $"{method} {path} {body}: {answer.Json}");
        if (body is not null)
        {
            Check(Operation(method, path)["requestBody"]!["content"]!["application/json"]!["schema"]!, JsonDocument.Parse(body).RootElement, $"request of {method} {path}");
        }

        return answer.Json;
    }

    /// <summary>Sends what must be refused, and gives the sentence.</summary>
    public async Task<string> FailsAsync(int code, string status, string method, string path, string? body = null)
    {
        var answer = await SendAsync(method, path, body);
        answer.Code.ShouldBe(code, $"{method} {path} {body}: {answer.Json}");
        answer.Error.GetProperty("status").GetString().ShouldBe(status);
        return answer.Message;
    }

    public async Task<RestAnswer> SendAsync(string method, string path, string? body = null, string contentType = "application/json")
    {
        var answer = await _rest.SendAsync(method, $"/emulator/v1/{path}", body, contentType);
        var responses = Operation(method, path)["responses"]!;
        if (answer.Json.ValueKind != JsonValueKind.Undefined)
        {
            var response = responses[$"{answer.Code}"] ?? Target(responses["default"]!["$ref"]!.GetValue<string>());
            Check(response["content"]!["application/json"]!["schema"]!, answer.Json, $"answer to {method} {path}");
        }

        return answer;
    }

    public void Dispose() => _rest.Dispose();

    private JsonNode Operation(string method, string path) =>
        _document["paths"]![$"/emulator/v1/{path.Split('?')[0]}"]![method.ToLowerInvariant()].ShouldNotBeNull($"{method} {path} is in the document");

    private JsonNode Target(string reference) => reference[2..].Split('/').Aggregate((JsonNode)_document, static (at, step) => at[step]!);

    private void Check(JsonNode schema, JsonElement json, string what)
    {
        // A schema alone has the document's other schemas in it.
        var whole = schema.DeepClone().AsObject();
        whole["$defs"] = _document["components"]!["schemas"]!.DeepClone();
        var evaluated = JsonSchema.FromText(whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal)).Evaluate(json, new EvaluationOptions { OutputFormat = OutputFormat.List });
        evaluated.IsValid.ShouldBeTrue(
            $"{what} fits the document: {string.Join("; ", (evaluated.Details ?? []).Where(static d => d.Errors is not null).Select(static d => $"{d.InstanceLocation} {string.Join(", ", d.Errors!.Values)}"))}\n{json}");
    }
}
