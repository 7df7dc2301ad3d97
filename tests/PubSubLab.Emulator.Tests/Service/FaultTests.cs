using System.Net;
using System.Text;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Faults of calls.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("Pubish")]
    [InlineData("publish")]
    [InlineData("google.pubsub.v1.Publisher/Publish")]
    [InlineData(" Publish")]
    public async Task A_method_that_does_not_exist_is_refused_with_the_names_of_all(string method)
    {
        await using var emulator = await PubSubEmulator.StartAsync();

        var refused = Should.Throw<ArgumentException>(() => emulator.Faults.FailNext(method, StatusCode.Unavailable));

        refused.Message.ShouldStartWith($"\"{method}\" is not a method of Pub/Sub. The methods are: CreateTopic, UpdateTopic, Publish, ");
        refused.Message.ShouldContain("StreamingPull");
        refused.Message.ShouldContain("TestIamPermissions");
        emulator.Faults.Pending.ShouldBe(0);
    }

    [Theory]
    [InlineData(StatusCode.OK)]
    [InlineData((StatusCode)99)]
    public async Task A_status_that_is_no_error_is_refused(StatusCode code)
    {
        await using var emulator = await PubSubEmulator.StartAsync();

        Should.Throw<ArgumentException>(() => emulator.Faults.FailNext("Publish", code)).Message.ShouldStartWith($"A call cannot fail with the status {code}.");
    }

    [Fact]
    public async Task Faults_say_whether_they_reach_REST()
    {
        await using var emulator = await PubSubEmulator.StartAsync();
        emulator.Faults.ToString().ShouldBe("no calls are to fail");
        foreach (var method in EmulatorFaults.Methods)
        {
            emulator.Faults.FailNext(method, StatusCode.Unavailable);
        }

        var text = emulator.Faults.ToString();

        text.ShouldContain("1 Publish with Unavailable (gRPC and REST)");
        text.ShouldContain("1 StreamingPull with Unavailable (gRPC only)");
        EmulatorFaults.Methods.Count(method => text.Contains($"1 {method} with Unavailable (gRPC only)", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("PUT", "topics/other", "CreateTopic")]
    [InlineData("POST", "topics/topic:publish", "Publish")]
    [InlineData("GET", "topics", "ListTopics")]
    [InlineData("GET", "topics/topic", "GetTopic")]
    [InlineData("POST", "subscriptions/subscription:pull", "Pull")]
    [InlineData("POST", "subscriptions/subscription:acknowledge", "Acknowledge")]
    [InlineData("GET", "topics/topic:getIamPolicy", "GetIamPolicy")]
    public async Task A_fault_reaches_a_REST_call_once_and_the_call_has_no_effect(string verb, string path, string method)
    {
        await using var live = await LiveEmulator.StartAsync(new() { PullWait = TimeSpan.FromMilliseconds(1), KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        var before = live.Emulator.History.Events.Count;
        using var http = new HttpClient();
        async Task<(HttpStatusCode Code, string Body)> CallAsync()
        {
            using var request = new HttpRequestMessage(new HttpMethod(verb), $"http://{live.Emulator.Endpoint}/v1/{Project}/{path}");
            if (verb != "GET")
            {
                request.Content = new StringContent(method == "Publish" ? """{"messages":[{"data":"YQ=="}]}""" : "{}", Encoding.UTF8, "application/json");
            }

            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        live.Emulator.Faults.FailNext(method, StatusCode.Internal, detail: "on purpose");
        var failed = await CallAsync();

        failed.Code.ShouldBe(HttpStatusCode.InternalServerError);
        failed.Body.ShouldContain("\"status\": \"INTERNAL\"");
        failed.Body.ShouldContain("on purpose");
        live.Emulator.History.Events.Count.ShouldBe(before);
        live.Emulator.Faults.Pending.ShouldBe(0);
        (await CallAsync()).Body.ShouldNotContain("on purpose");
    }

    [Fact]
    public async Task A_resource_that_has_a_methods_name_does_not_take_its_fault()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync("Publish");
        live.Emulator.Faults.FailNext("Publish", StatusCode.Unavailable);
        using var http = new HttpClient();

        (await http.GetStringAsync($"http://{live.Emulator.Endpoint}/v1/{Project}/topics/Publish", TestContext.Current.CancellationToken)).ShouldContain("topics/Publish");

        live.Emulator.Faults.Pending.ShouldBe(1);
    }

    [Theory]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.Unavailable)]
    public async Task A_gRPC_call_fails_with_the_status_that_was_asked_for(StatusCode code)
    {
        await using var live = await LiveEmulator.StartAsync();
        live.Emulator.Faults.FailNext("CreateTopic", code, detail: "on purpose");

        (await FailsAsync(code, () => live.CreateTopicAsync())).Status.Detail.ShouldBe("on purpose");
    }

    [Fact]
    public async Task Faults_of_messages_say_what_is_switched_on()
    {
        await using var emulator = await PubSubEmulator.StartAsync();
        var faults = EmulatorMessageFaults.Of(emulator);
        faults.ToString().ShouldBe("messages have no faults");

        (faults.Delay, faults.AcksToDrop, faults.ToDuplicate) = (TimeSpan.FromMilliseconds(1500), 2, 3);

        faults.ToString().ShouldBe("responses of streams wait 1.5 s, 2 acknowledgements are to be lost, 3 deliveries of streams are to arrive twice");
    }
}
