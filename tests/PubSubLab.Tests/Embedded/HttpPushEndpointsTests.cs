using System.Net;
using PubSubLab.Embedded;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Tests.Embedded;

public sealed class HttpPushEndpointsTests
{
    [Fact]
    public async Task A_message_reaches_the_endpoint_and_its_answer_goes_back()
    {
        var got = new List<PushedMessage>();
        await using var endpoint = await new HttpPushEndpoints().OpenAsync(
            (message, _) =>
            {
                got.Add(message);
                return Task.FromResult(503);
            },
            TestContext.Current.CancellationToken);
        endpoint.Address.IsLoopback.ShouldBeTrue();

        (await PostAsync(endpoint, """{"message":{"data":"aGk=","messageId":"7","attributes":{"user_id":"u1"}},"subscription":"s","deliveryAttempt":3}""")).ShouldBe(HttpStatusCode.ServiceUnavailable);

        var message = got.ShouldHaveSingleItem();
        (message.MessageId, message.Task.Text, message.Task.UserId, message.Attempt).ShouldBe(("7", "hi", "u1", 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"message":7}""")]
    [InlineData("""{"message":{"messageId":"7","data":"%"}}""")]
    [InlineData("""{"message":{"messageId":"7","attributes":[]}}""")]
    [InlineData("""{"message":{"messageId":"7"},"deliveryAttempt":"x"}""")]
    public async Task A_body_that_Pub_Sub_does_not_send_is_refused(string body)
    {
        var calls = 0;
        await using var endpoint = await new HttpPushEndpoints().OpenAsync((_, _) => Task.FromResult(200 + calls++), TestContext.Current.CancellationToken);

        (await PostAsync(endpoint, body)).ShouldBe(HttpStatusCode.BadRequest);
        calls.ShouldBe(0);
    }

    private static async Task<HttpStatusCode> PostAsync(IPushEndpoint endpoint, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body);
        using var response = await http.PostAsync(endpoint.Address, content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
