using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Simulation.Checks;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Actors;

/// <summary>A process that publishes messages with our client.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Ends as a process does: nothing is disposed.")]
internal sealed class PublisherActor
{
    private const string Padding = "padding";

    // A store gives a message above some size a second row.
    private const double LargeShare = 0.25;
    private static readonly string s_padding = new('x', 300);
    private static readonly string[] s_colors = ["red", "blue"];

    private readonly Stage _stage;
    private readonly TopicName _topic;
    private readonly PublisherClientImpl _client;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<Task> _publishes = [];
    private readonly int _keys;
    private readonly TimeSpan _pause;

    public PublisherActor(Stage stage, string topic, int count)
    {
        (_stage, _topic, Left) = (stage, TopicName.FromProjectTopic("simulation", topic), count);
        Process = stage.NewProcess("publisher");
        _keys = stage.Draws.Between(0, 3);
        _pause = stage.Draws.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(4));
        var batching = stage.Draws.Chance(0.5)
            ? null
            : new BatchingSettings(stage.Draws.Between(1, 10), stage.Draws.Between(50, 5000), stage.Draws.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)));
        _client = new PublisherClientImpl(
            _topic, Enumerable.Range(0, stage.Draws.Between(1, 2)).Select(_ => stage.Publisher(Process)),
            new PublisherClient.Settings { EnableMessageOrdering = true, Scheduler = Process, BatchingSettings = batching! }, null, null, Process.Workers);
        Process.Post(_ => Done = RunAsync(), null);
    }

    public SimulatedProcess Process { get; }

    /// <summary>Messages that it has still to publish.</summary>
    public int Left { get; private set; }

    /// <summary>Completes when all its publishes are answered; null before it runs.</summary>
    public Task? Done { get; private set; }

    public bool IsDone => Process.IsDead || Done is { IsCompleted: true };

    private async Task RunAsync()
    {
        try
        {
            while (Left > 0)
            {
                for (var burst = Math.Min(Left, _stage.Draws.Between(1, 6)); burst > 0; burst--)
                {
                    Left--;
                    _publishes.Add(PublishAsync());
                }

                await Task.Delay(_pause * (_stage.Draws.Between(0, 200) / 100.0), Process.Time);
            }

            await Task.WhenAll(_publishes);
            await _client.ShutdownAsync(TimeSpan.FromMinutes(5));
        }
        catch (Exception e)
        {
            _stage.World.Fail($"{Process.Name} failed with {e.GetType().Name}: {e.Message}", e);
        }
    }

    private async Task PublishAsync()
    {
        var key = _keys > 0 && _stage.Draws.Chance(0.8) ? $"k{_stage.Draws.Below(_keys)}" : "";
        var number = _numbers[key] = _numbers.GetValueOrDefault(key) + 1;
        var uid = string.Create(CultureInfo.InvariantCulture, $"{Process.Name}-{key}-{number}");
        _stage.Ledger.Publishing(uid);
        try
        {
            var message = new PubsubMessage
            {
                Data = ByteString.CopyFromUtf8(Ledger.Body(uid)),
                OrderingKey = key,
                Attributes = { [Ledger.UidAttribute] = uid, [Ledger.ColorAttribute] = s_colors[_stage.Draws.Below(s_colors.Length)] },
            };
            if (_stage.Draws.Chance(LargeShare))
            {
                message.Attributes[Padding] = s_padding;
            }

            var id = await _client.PublishAsync(message);
            _stage.Ledger.Confirm(_topic.TopicId, uid, id);
        }
        catch (RpcException e) when (key.Length == 0 && e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            // The network was away for too long. Whether the server has the message is not known.
            _stage.World.Note($"failed {uid} {e.StatusCode}");
        }
    }
}
