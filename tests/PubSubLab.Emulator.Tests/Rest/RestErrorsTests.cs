using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PubSubLab.Emulator.Rest;

namespace PubSubLab.Emulator.Tests.Rest;

/// <summary>Errors of the web server itself have the shape of Google's errors, and name the side at fault.</summary>
public sealed class RestErrorsTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_fault_of_the_server_is_not_blamed_on_the_request(int code)
    {
        var error = await AnswerAsync(context =>
        {
            context.Response.StatusCode = code;
            return Task.CompletedTask;
        });

        error.GetProperty("code").GetInt32().ShouldBe(code);
        error.GetProperty("status").GetString().ShouldBe("INTERNAL");
        error.GetProperty("message").GetString().ShouldBe("GET /v1/x failed because of a fault of the emulator.");
    }

    [Theory]
    [InlineData("Bad chunk size data.", "The request was refused with HTTP status 400: Bad chunk size data.")]
    [InlineData("", "The request was refused with HTTP status 400.")]
    public async Task A_refusal_of_the_web_server_gives_its_reason(string reason, string said)
    {
        var error = await AnswerAsync(_ => throw new BadHttpRequestException(reason));

        error.GetProperty("status").GetString().ShouldBe("INVALID_ARGUMENT");
        error.GetProperty("message").GetString().ShouldBe(said);
    }

    private static async Task<JsonElement> AnswerAsync(RequestDelegate next)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = "/v1/x" }, Response = { Body = body } };

        await RestErrors.Use(null)(next)(context);

        return JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("error");
    }
}
