using System.Net;
using System.Text.Json;
using Google.Api;
using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>Hostile requests to every method there is, over gRPC and REST: codes of the API, no fault, and health answers during all of it.</summary>
[Collection(nameof(Alone))]
public sealed class HostileRequestTests
{
    private static readonly Marshaller<byte[]> s_bytes = new(static bytes => bytes, static bytes => bytes);

    /// <summary>Status codes of the API. A deadline is the caller's own.</summary>
    internal static readonly StatusCode[] Codes =
    [
        StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.AlreadyExists, StatusCode.FailedPrecondition, StatusCode.Aborted,
        StatusCode.OutOfRange, StatusCode.Unimplemented, StatusCode.ResourceExhausted, StatusCode.Unavailable, StatusCode.DeadlineExceeded,
    ];

    private static readonly MethodDescriptor[] s_methods =
    [
        .. ((FileDescriptor[])[PubsubReflection.Descriptor, SchemaReflection.Descriptor, IamPolicyReflection.Descriptor, HealthReflection.Descriptor, ReflectionReflection.Descriptor])
            .SelectMany(static file => file.Services).SelectMany(static service => service.Methods),
    ];

    [Fact]
    public Task Unary_calls_get_a_code_of_the_API() => AttackAsync(async (live, run) =>
    {
        var invoker = live.Channel.CreateCallInvoker();
        var maker = new RequestMaker(run.Random);
        var methods = s_methods.Where(static m => !m.IsClientStreaming && !m.IsServerStreaming).ToArray();
        while (run.Next())
        {
            await CreateTargetsAsync(live);
            await Task.WhenAll(methods.Select(method =>
            {
                var call = new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, s_bytes, s_bytes);
                return ShouldEndWellAsync(method, run, invoker.AsyncUnaryCall(call, null, default, maker.Bytes(method.InputType)).ResponseAsync);
            }));
        }
    });

    [Fact]
    public Task Streams_get_a_code_of_the_API() => AttackAsync(async (live, run) =>
    {
        var invoker = live.Channel.CreateCallInvoker();
        var maker = new RequestMaker(run.Random);
        var methods = s_methods.Where(static m => m.IsClientStreaming || m.IsServerStreaming).ToArray();
        while (run.Next())
        {
            await CreateTargetsAsync(live);
            await Task.WhenAll(methods.Select(method =>
            {
                var requests = Enumerable.Range(0, method.IsClientStreaming ? run.Random.Next(1, 5) : 1).Select(_ => maker.Bytes(method.InputType)).ToList();
                if (method.Name == "StreamingPull" && run.Random.Next(2) == 0)
                {
                    requests.Insert(0, Google.Protobuf.MessageExtensions.ToByteArray(new StreamingPullRequest { Subscription = Subscription(), StreamAckDeadlineSeconds = 10 }));
                }

                return ShouldEndWellAsync(method, run, StreamAsync(invoker, method, requests));
            }));
        }
    });

    [Fact]
    public Task REST_calls_get_a_code_of_the_API_and_a_sentence() => AttackAsync(async (live, run) =>
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}"), Timeout = PullStream.Patience };
        var maker = new RequestMaker(run.Random);
        var rules = s_methods.Select(static m => (Method: m, Rule: m.GetOptions()?.GetExtension(AnnotationsExtensions.Http)))
            .Where(static m => m.Rule is not null).SelectMany(static m => m.Rule!.AdditionalBindings.Prepend(m.Rule).Select(rule => (m.Method, Rule: rule))).ToArray();
        rules.Length.ShouldBeGreaterThan(30);
        while (run.Next())
        {
            await CreateTargetsAsync(live);
            await Task.WhenAll(rules.Select(rule => CallAsync(http, Request(maker, run, rule.Method, rule.Rule), rule.Method, run)));
        }
    });

    private static async Task AttackAsync(Func<LiveEmulator, HostileRun, Task> attack)
    {
        var faults = new List<string>();
        await using var live = await LiveEmulator.StartAsync(new() { PullWait = TimeSpan.FromMilliseconds(1), OnFault = fault => { lock (faults) { faults.Add(fault); } } });
        var run = new HostileRun();
        await CreateTargetsAsync(live);
        await HealthProbe.ShouldAnswerDuringAsync(live.Emulator, HostileRun.Replay, () => attack(live, run));

        faults.ShouldBeEmpty(HostileRun.Replay);
        TestContext.Current.TestOutputHelper?.WriteLine($"{run.Round} rounds");
        await Afterwards.ShouldServeAsync(live);
    }

    // The targets. A hostile request may have deleted them.
    private static async Task CreateTargetsAsync(LiveEmulator live)
    {
        await IgnoringExistingAsync(() => live.CreateTopicAsync());
        await IgnoringExistingAsync(() => live.CreateSubscriptionAsync());
        await IgnoringExistingAsync(async () => await live.Subscriber.CreateSnapshotAsync(new CreateSnapshotRequest { Name = "projects/test/snapshots/snapshot", Subscription = Subscription() }));
        await IgnoringExistingAsync(async () => await new SchemaService.SchemaServiceClient(live.Channel).CreateSchemaAsync(new CreateSchemaRequest
        {
            Parent = LiveEmulator.Project, SchemaId = "schema",
            Schema = new Schema { Type = Schema.Types.Type.Avro, Definition = """{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""" },
        }));
    }

    private static async Task IgnoringExistingAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            // There, or left by a hostile request in a state that allows none.
        }
    }

    private static async Task ShouldEndWellAsync(MethodDescriptor method, HostileRun run, Task call)
    {
        var status = Status.DefaultSuccess;
        try
        {
            await call.WaitAsync(PullStream.Patience);
        }
        catch (RpcException e)
        {
            status = e.Status;
        }

        Codes.ShouldContain(status.StatusCode, $"{method.FullName}, round {run.Round}: {status.Detail}. {HostileRun.Replay}");
    }

    private static async Task StreamAsync(CallInvoker invoker, MethodDescriptor method, List<byte[]> requests)
    {
        var kind = method.IsClientStreaming ? MethodType.DuplexStreaming : MethodType.ServerStreaming;
        var description = new Method<byte[], byte[]>(kind, method.Service.FullName, method.Name, s_bytes, s_bytes);
        if (!method.IsClientStreaming)
        {
            // Health's Watch ends only with its client.
            using var watch = invoker.AsyncServerStreamingCall(description, null, default, requests[0]);
            await watch.ResponseStream.MoveNext(CancellationToken.None);
            return;
        }

        using var call = invoker.AsyncDuplexStreamingCall(description, null, default);
        try
        {
            foreach (var request in requests)
            {
                await call.RequestStream.WriteAsync(request);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is InvalidOperationException or RpcException)
        {
            // The server ended the stream before; the status says why.
        }

        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
        }
    }

    private static HttpRequestMessage Request(RequestMaker maker, HostileRun run, MethodDescriptor method, HttpRule rule)
    {
        var (verb, template) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            _ => ("DELETE", rule.Delete),
        };
        var path = string.Concat(template.Split('{', '}').Select((part, i) => i % 2 == 0 ? part : Uri.EscapeDataString(Short(maker.Name())).Replace("%2F", "/", StringComparison.Ordinal)))
            // A zero ends with the request line, before there is a request that could be answered.
            .Replace("%00", "%01", StringComparison.Ordinal);
        if (run.Random.Next(3) == 0)
        {
            var field = maker.Pick(method.InputType.Fields.InDeclarationOrder().ToList());
            path += $"?{field.JsonName}={Uri.EscapeDataString(Short(maker.Name()))}&pageSize={run.Random.Next(-2, 3)}";
        }

        var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));
        if (rule.Body.Length > 0)
        {
            request.Content = new ByteArrayContent(maker.Json(method.InputType));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", maker.Pick(["application/json", "application/json; charset=utf-8", "", "application/x-www-form-urlencoded", "text/plain", "nonsense"]));
        }

        return request;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        try
        {
            return await http.SendAsync(request);
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException($"{request} {request.Content?.Headers.ContentLength} {HostileRun.Replay}", e);
        }
    }

    private static string Short(string text) => text.Length <= 500 ? text : text[..500];

    private static async Task CallAsync(HttpClient http, HttpRequestMessage request, MethodDescriptor method, HostileRun run)
    {
        using (request)
        {
            using var answer = await SendAsync(http, request);
            var body = await answer.Content.ReadAsStringAsync();
            var about = $"{method.FullName}, {request.Method} {request.RequestUri}, round {run.Round}: {(int)answer.StatusCode} {body}. {HostileRun.Replay}";
            ((int)answer.StatusCode).ShouldBeOneOf([200, 400, 404, 405, 409, 413, 415, 429, 501], about);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                body.ShouldStartWith("{", Case.Sensitive, about);
                JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("status").GetString().ShouldNotBeOneOf(["UNKNOWN", "INTERNAL"], about);
                JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty(about);
            }
        }
    }
}
