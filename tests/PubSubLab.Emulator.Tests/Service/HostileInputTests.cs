using System.Net;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Junk to every method there is, over gRPC and REST, from a seed: codes of the API, and health answers during all of it.</summary>
public sealed class HostileInputTests
{
    private const int Tries = 12;
    private static readonly Marshaller<byte[]> s_bytes = new(static bytes => bytes, static bytes => bytes);

    public static TheoryData<string> Services => [.. PubsubReflection.Descriptor.Services.Concat(SchemaReflection.Descriptor.Services).Select(s => s.FullName)];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Junk_to_every_method_gets_a_code_of_the_API(string service)
    {
        await using var live = await LiveEmulator.StartAsync(new() { PullWait = TimeSpan.FromMilliseconds(1) });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}"), Timeout = PullStream.Patience };
        var random = new Random(20_251_129);
        var invoker = live.Channel.CreateCallInvoker();
        var methods = PubsubReflection.Descriptor.Services.Concat(SchemaReflection.Descriptor.Services).Single(s => s.FullName == service).Methods;
        foreach (var method in methods.Where(m => !m.IsClientStreaming))
        {
            var call = new Method<byte[], byte[]>(MethodType.Unary, service, method.Name, s_bytes, s_bytes);
            for (var i = 0; i < Tries; i++)
            {
                var code = await CodeAsync(invoker.AsyncUnaryCall(call, null, default, Junk(random, i)).ResponseAsync);
                code.ShouldNotBe(StatusCode.Unknown, method.FullName);
                code.ShouldNotBe(StatusCode.Internal, method.FullName);
            }

            (await http.GetStringAsync("/healthz")).ShouldBe("Ok\n");
        }
    }

    [Theory]
    [InlineData("PUT", "topics/topic")]
    [InlineData("POST", "topics/topic:publish")]
    [InlineData("PUT", "subscriptions/subscription")]
    [InlineData("POST", "subscriptions/subscription:pull")]
    [InlineData("POST", "subscriptions/subscription:acknowledge")]
    [InlineData("POST", "subscriptions/subscription:seek")]
    [InlineData("POST", "schemas")]
    [InlineData("POST", "schemas:validateMessage")]
    public async Task Nested_and_truncated_JSON_is_refused_with_a_sentence(string verb, string path)
    {
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}"), Timeout = PullStream.Patience };
        foreach (var body in new[] { "{", "[]", "{\"a\":", new string('[', 30_000), string.Concat(Enumerable.Repeat("{\"messages\":", 30_000)), "\0\u0001", "\"" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(verb), $"/v1/{LiveEmulator.Project}/{path}") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            using var answer = await http.SendAsync(request);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"status\"");
            (await http.GetStringAsync("/healthz")).ShouldBe("Ok\n");
        }
    }

    private static byte[] Junk(Random random, int which)
    {
        var bytes = new byte[which * 40];
        random.NextBytes(bytes);
        // A field of bytes inside a field of bytes, and so on, cut off at the end.
        return which % 3 == 0 ? [.. Enumerable.Repeat((byte)0x12, bytes.Length)] : bytes;
    }

    private static async Task<StatusCode> CodeAsync(Task call)
    {
        try
        {
            await call.WaitAsync(PullStream.Patience);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
