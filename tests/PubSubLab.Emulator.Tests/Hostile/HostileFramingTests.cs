using System.Net;
using System.Net.Http.Headers;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>gRPC calls whose frames and headers are wrong, which no client library can send.</summary>
[Collection(nameof(Alone))]
public sealed class HostileFramingTests
{
    private static readonly string[] s_methods = ["Publisher/Publish", "Publisher/CreateTopic", "Subscriber/Pull", "Subscriber/StreamingPull", "Subscriber/Seek", "SchemaService/ListSchemas", "Publisher/NoSuchMethod"];

    [Fact]
    public async Task Wrong_frames_and_headers_get_a_code_of_the_API()
    {
        var faults = new List<string>();
        await using var live = await LiveEmulator.StartAsync(new() { PullWait = TimeSpan.FromMilliseconds(1), OnFault = faults.Add });
        using var http = new HttpClient { Timeout = PullStream.Patience };
        var run = new HostileRun();
        var maker = new RequestMaker(run.Random);
        await HealthProbe.ShouldAnswerDuringAsync(live.Emulator, HostileRun.Replay, async () =>
        {
            while (run.Next())
            {
                foreach (var method in s_methods)
                {
                    await CallAsync(http, new Uri($"http://{live.Emulator.Endpoint}/google.pubsub.v1.{method}"), maker, run, faults);
                }
            }
        });

        faults.ShouldBeEmpty(HostileRun.Replay);
        await Afterwards.ShouldServeAsync(live);
    }

    private static async Task CallAsync(HttpClient http, Uri address, RequestMaker maker, HostileRun run, List<string> faults)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(Frames(maker, run.Random)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(maker.Pick(["application/grpc", "application/grpc+proto", "application/grpc+json"]));
        request.Headers.TryAddWithoutValidation("te", "trailers");
        if (run.Random.Next(3) == 0)
        {
            request.Headers.TryAddWithoutValidation(
                maker.Pick(["grpc-encoding", "grpc-accept-encoding", "grpc-timeout", "x-goog-request-params", "some-bin"]), maker.Pick(["gzip", "identity", "nonsense", "1n", "-5S", "99999999999999H", "====", "\t"]));
        }

        using var answer = await http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        var about = $"{address.AbsolutePath}, round {run.Round}: {(int)answer.StatusCode} {answer.Headers} {answer.TrailingHeaders} {string.Join(' ', faults)}. {HostileRun.Replay}";
        if (answer.StatusCode == HttpStatusCode.BadRequest)
        {
            // Headers that are none end before there is a call.
            return;
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, about);
        var status = answer.TrailingHeaders.Concat(answer.Headers).First(h => h.Key == "grpc-status").Value.Single();
        HostileRequestTests.Codes.ShouldContain(Enum.Parse<StatusCode>(status), about);
    }

    private static byte[] Frames(RequestMaker maker, Random random)
    {
        var message = maker.Bytes(PublishRequest.Descriptor);
        byte[] frame = [(byte)(random.Next(4) == 0 ? random.Next(256) : 0), .. Length(random.Next(4) == 0 ? random.Next(-3, 2000) : message.Length), .. message];
        return random.Next(6) switch
        {
            0 => frame[..random.Next(frame.Length)],
            1 => [.. frame, .. frame],
            2 => [.. frame, 0, 0],
            3 => message,
            _ => frame,
        };
    }

    private static byte[] Length(int length) => [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
}
