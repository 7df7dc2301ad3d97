using System.Net;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Web;

/// <summary>A web page's requests through a developer's browser are refused unless its origin is allowed.</summary>
public sealed class WebGuardTests
{
    private const string Publish = "/v1/projects/test/topics/topic:publish";
    private const string Message = """{"messages":[{"data":"aGVsbG8="}]}""";

    public static TheoryData<string, string> EveryKindOfEndpoint => new()
    {
        { "POST", Publish },
        { "POST", "/v1/projects/test/subscriptions/subscription:pull" },
        { "POST", "/v1/projects/test/subscriptions/subscription:seek" },
        { "POST", "/v1/projects/test/subscriptions/subscription:modifyPushConfig" },
        { "PUT", "/v1/projects/test/topics/other" },
        { "GET", "/v1/projects/test/topics" },
        { "GET", "/v1/projects/test/topics/topic:getIamPolicy" },
        { "DELETE", "/v1/projects/test/topics/topic" },
        { "DELETE", "/emulator/v1/projects/test" },
        { "GET", "/emulator/v1/history" },
        { "PUT", "/emulator/v1/faults" },
        { "PATCH", "/emulator/v1/clock" },
        { "POST", "/emulator/v1/reset" },
        { "PUT", "/emulator/v1/state" },
        { "GET", "/healthz" },
        { "POST", "/google.pubsub.v1.Publisher/Publish" },
        { "POST", "/no/such/path" },
    };

    [Theory]
    [MemberData(nameof(EveryKindOfEndpoint))]
    public async Task A_page_of_another_origin_is_refused_everywhere(string method, string path)
    {
        await using var web = await WebAsync();

        var (code, body) = await web.SendAsync(method, path, ("Origin", "https://example.com"));

        code.ShouldBe(HttpStatusCode.Forbidden, body);
        var error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        error.GetProperty("status").GetString().ShouldBe("PERMISSION_DENIED");
        error.GetProperty("message").GetString()!.ShouldContain("--allow-origin https://example.com");
        (await web.CountAsync()).ShouldBe(0, "nothing was executed");
    }

    [Theory]
    [InlineData("GET", "/healthz", null)]
    [InlineData("GET", "/v1/projects/test/topics", null)]
    [InlineData("GET", "/v1/projects/test/topics", "https://example.com")]
    [InlineData("GET", "/no/such/path", null)]
    [InlineData("OPTIONS", "/v1/projects/test/topics", "https://example.com")]
    public async Task Every_answer_says_that_it_depends_on_the_origin(string method, string path, string? origin)
    {
        await using var live = await LiveEmulator.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{live.Emulator.Endpoint}{path}");
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using var answer = await http.SendAsync(request);

        answer.Headers.Vary.ShouldContain("Origin");
    }

    [Theory]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Origin", "https://127.0.0.1:{port}")]
    [InlineData("Origin", "http://127.0.0.1:{port}/")]
    [InlineData("Origin", "http://127.0.0.1.example.com:{port}")]
    [InlineData("Origin", "")]
    [InlineData("Origin", "file://")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Host", "evil.example.com")]
    [InlineData("Host", "localhost.example.com")]
    [InlineData("Host", "127.0.0.1.example.com:80")]
    [InlineData("Host", "internal.example.com")]
    [InlineData("Host", "notinternal.com.")]
    public async Task Foreign_pages_and_foreign_names_are_refused(string header, string value)
    {
        await using var web = await WebAsync();

        var (code, body) = await web.SendAsync("POST", Publish, (header, web.Fill(value)));

        code.ShouldBe(HttpStatusCode.Forbidden, body);
        (await web.CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("Origin", "http://127.0.0.1:{port}")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Host", "localhost:8085")]
    [InlineData("Host", "LOCALHOST.")]
    [InlineData("Host", "app.localhost")]
    [InlineData("Host", "[::1]:8085")]
    [InlineData("Host", "192.168.7.7")]
    [InlineData("Host", "pubsub")]
    [InlineData("Host", "pubsub:8085")]
    [InlineData("Host", "host.docker.internal:8085")]
    [InlineData("Host", "laptop.local")]
    [InlineData("Host", "pubsub.testing.svc.cluster.local")]
    public async Task Local_names_and_the_emulators_own_pages_are_served(string header, string value)
    {
        await using var web = await WebAsync();

        var (code, body) = await web.SendAsync("POST", Publish, (header, web.Fill(value)));

        code.ShouldBe(HttpStatusCode.OK, body);
        (await web.CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("pubsub.example.com", "pubsub.example.com:8085", true)]
    [InlineData("pubsub.example.com", "PUBSUB.example.com", true)]
    [InlineData("pubsub.example.com", "a.pubsub.example.com", false)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    public async Task An_allowed_host_is_served(string allowed, string host, bool isServed)
    {
        await using var web = await WebAsync(new WebAccess { AllowedHosts = [allowed] });

        (await web.SendAsync("POST", Publish, ("Host", host))).Code.ShouldBe(isServed ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_allowed_origin_may_ask_first_and_then_call()
    {
        await using var web = await WebAsync(new WebAccess { AllowedOrigins = ["http://localhost:3000"] });

        using var preflight = await web.AnswerAsync(
            "OPTIONS", Publish, ("Origin", "http://localhost:3000"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type,x-a"));
        preflight.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        preflight.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["http://localhost:3000"]);
        preflight.Headers.GetValues("Access-Control-Allow-Methods").Single().ShouldContain("PATCH");
        preflight.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["content-type,x-a"]);
        using var call = await web.AnswerAsync("POST", Publish, ("Origin", "http://localhost:3000"), ("Sec-Fetch-Site", "same-site"));
        call.StatusCode.ShouldBe(HttpStatusCode.OK);
        call.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["http://localhost:3000"]);
        call.Headers.Vary.ShouldContain("Origin");
        (await web.SendAsync("POST", Publish, ("Origin", "http://localhost:3001"))).Code.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_refused_answer_is_readable_for_an_allowed_page()
    {
        await using var web = await WebAsync(new WebAccess { AllowedOrigins = ["*"] });

        using var answer = await web.AnswerAsync("POST", "/v1/projects/test/topics/missing:publish", ("Origin", "https://any.example"));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://any.example"]);
    }

    [Fact]
    public async Task A_preflight_of_a_page_that_is_not_allowed_is_refused()
    {
        await using var web = await WebAsync();

        using var answer = await web.AnswerAsync("OPTIONS", Publish, ("Origin", "https://example.com"), ("Access-Control-Request-Method", "POST"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task Http2_which_no_browser_speaks_without_tls_is_served_under_every_name()
    {
        await using var web = await WebAsync();
        using var request = Web.Request("POST", Publish, ("Origin", "https://example.com"));
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Host = "pubsub.example.com";

        using var answer = await web.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://localhost:3000/")]
    [InlineData("localhost:3000")]
    [InlineData("ftp://localhost")]
    [InlineData("http://localhost/app")]
    public async Task A_text_that_is_not_an_origin_is_refused_at_the_start(string text)
    {
        var refused = await Should.ThrowAsync<ArgumentException>(PubSubEmulator.StartAsync(new PubSubEmulatorOptions { Web = new WebAccess { AllowedOrigins = [text] } }));
        refused.Message.ShouldContain($"The allowed origin is \"{text}\"");
    }

    [Theory]
    [InlineData("http://pubsub.example.com")]
    [InlineData("pubsub example")]
    [InlineData("*")]
    public async Task A_text_that_is_not_a_host_is_refused_at_the_start(string text)
    {
        var refused = await Should.ThrowAsync<ArgumentException>(PubSubEmulator.StartAsync(new PubSubEmulatorOptions { Web = new WebAccess { AllowedHosts = [text] } }));
        refused.Message.ShouldContain($"The allowed host is \"{text}\"");
    }

    [Theory]
    [InlineData("http://169.254.169.254/computeMetadata/v1/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://0xA9FEA9FE/")]
    [InlineData("http://2852039166/")]
    public async Task A_push_to_a_link_local_address_is_refused_unless_asked_for(string endpoint)
    {
        await using var strict = await LiveEmulator.StartAsync();
        await strict.CreateTopicAsync();
        await using var open = await LiveEmulator.StartAsync(new PubSubEmulatorOptions { Web = new WebAccess { LinkLocalPush = true } });
        await open.CreateTopicAsync();

        void Push(Subscription subscription) => subscription.PushConfig = new PushConfig { PushEndpoint = endpoint };
        var refused = await Should.ThrowAsync<RpcException>(strict.CreateSubscriptionAsync(set: Push));
        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldContain("link-local");
        (await open.CreateSubscriptionAsync(set: Push)).PushConfig.PushEndpoint.ShouldBe(endpoint);
    }

    [Fact]
    public async Task A_name_that_resolves_to_link_local_addresses_only_is_not_connected_to()
    {
        var refused = await Should.ThrowAsync<HttpRequestException>(async () =>
            await Push.PushConnection.OpenAsync(new DnsEndPoint("169.254.169.254", 80), linkLocal: false, TestContext.Current.CancellationToken));
        refused.Message.ShouldContain("--allow-link-local-push");
    }

    private static async Task<Web> WebAsync(WebAccess? access = null)
    {
        var live = await LiveEmulator.StartAsync(new PubSubEmulatorOptions { Web = access ?? WebAccess.Default, PullWait = TimeSpan.FromMilliseconds(1) });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        return new Web(live);
    }

    private sealed class Web(LiveEmulator live) : IAsyncDisposable
    {
        public HttpClient Http { get; } = new() { BaseAddress = new Uri($"http://127.0.0.1:{live.Emulator.Port}") };

        public string Fill(string value) => value.Replace("{port}", $"{live.Emulator.Port}", StringComparison.Ordinal);

        public static HttpRequestMessage Request(string method, string path, params (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method is "POST" or "PUT")
            {
                request.Content = new StringContent(Message, System.Text.Encoding.UTF8, "text/plain");
            }

            if (method is "POST" && path.EndsWith(":publish", StringComparison.Ordinal))
            {
                request.Content!.Headers.ContentType = new("application/json");
            }

            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            return request;
        }

        public async Task<HttpResponseMessage> AnswerAsync(string method, string path, params (string Name, string Value)[] headers)
        {
            using var request = Request(method, path, headers);
            return await Http.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public async Task<(HttpStatusCode Code, string Body)> SendAsync(string method, string path, params (string Name, string Value)[] headers)
        {
            using var answer = await AnswerAsync(method, path, headers);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        /// <summary>Number of the subscription's messages. Throws if it was deleted.</summary>
        public async Task<int> CountAsync() =>
            (await live.Subscriber.PullAsync(new PullRequest { Subscription = LiveEmulator.Subscription(), MaxMessages = 10 })).ReceivedMessages.Count;

        public ValueTask DisposeAsync()
        {
            Http.Dispose();
            return live.DisposeAsync();
        }
    }
}
