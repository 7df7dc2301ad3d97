using System.Globalization;
using Google.Protobuf;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks.Clients;

/// <summary>
/// <c>--client ENDPOINT STREAMS</c>: the client that this program was built with, in a process of its own on a broker that runs. Prints its
/// name; passes as many messages as each line of standard input says, and prints a <see cref="Passage"/>.
/// </summary>
internal static class ClientVerb
{
    public static async Task<int> RunAsync(string endpoint, string streams)
    {
        using var raw = new RawClient(endpoint);
        await using var client = await ClientLoad.StartAsync(endpoint, raw, int.Parse(streams, CultureInfo.InvariantCulture), CancellationToken.None);
        var data = ByteString.CopyFrom(new byte[100]);
        Console.WriteLine(ClientLoad.Which);
        while (await Console.In.ReadLineAsync() is { } count)
        {
            var passage = await client.MeasureAsync(int.Parse(count, CultureInfo.InvariantCulture), data, CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passage.PerSecond} {passage.Processor} {passage.Allocated}"));
        }

        return 0;
    }
}
