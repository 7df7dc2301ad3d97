using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Gax;

/// <summary>These change the environment of the whole process, so nothing else runs beside them.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class EmulatorDetectionTests : IDisposable
{
    private const string Variable = "PUBSUB_EMULATOR_HOST";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, _before);

    [Theory]
    [InlineData(EmulatorDetection.EmulatorOnly)]
    [InlineData(EmulatorDetection.EmulatorOrProduction)]
    public async Task The_variable_leads_to_the_emulator_without_a_token(EmulatorDetection detection)
    {
        await using var lab = await Lab.StartAsync();
        Environment.SetEnvironmentVariable(Variable, lab.Server.Endpoint);
        await using var publisher = await new PublisherClientBuilder { TopicName = Lab.Topic, EmulatorDetection = detection, ClientCount = 1 }
            .BuildAsync(TestContext.Current.CancellationToken);

        await publisher.PublishAsync("text").EndsAsync();

        lab.Broker.Calls.Single().Headers.Any(header => header.Key == "authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task With_none_the_variable_is_not_looked_at()
    {
        await using var lab = await Lab.StartAsync();
        Environment.SetEnvironmentVariable(Variable, "nowhere.invalid:1");
        await using var publisher = await lab.PublisherAsync();

        (await publisher.PublishAsync("text").EndsAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public void With_production_only_the_variable_must_not_be_set()
    {
        Environment.SetEnvironmentVariable(Variable, "localhost:1");

        var refusal = Should.Throw<InvalidOperationException>(
            () => new PublisherServiceApiClientBuilder { EmulatorDetection = EmulatorDetection.ProductionOnly, ChannelCredentials = ChannelCredentials.Insecure }.Build());

        refusal.Message.ShouldContain("PUBSUB_EMULATOR_HOST is 'localhost:1'");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void With_emulator_only_the_variable_must_be_set(string? value)
    {
        Environment.SetEnvironmentVariable(Variable, value);

        var refusal = Should.Throw<InvalidOperationException>(() => new PublisherServiceApiClientBuilder { EmulatorDetection = EmulatorDetection.EmulatorOnly }.Build());

        refusal.Message.ShouldContain("PUBSUB_EMULATOR_HOST is not set");
    }

    [Fact]
    public void With_emulator_only_what_is_for_production_is_refused()
    {
        Environment.SetEnvironmentVariable(Variable, "localhost:1");

        var refusal = Should.Throw<InvalidOperationException>(
            () => new PublisherServiceApiClientBuilder { EmulatorDetection = EmulatorDetection.EmulatorOnly, Endpoint = "localhost:2" }.Build());

        refusal.Message.ShouldContain("Endpoint");
    }

    [Fact]
    public async Task With_either_the_builder_s_own_endpoint_is_used_where_the_variable_is_not_set()
    {
        await using var lab = await Lab.StartAsync();
        Environment.SetEnvironmentVariable(Variable, null);
        await using var publisher = await new PublisherClientBuilder
        {
            TopicName = Lab.Topic,
            EmulatorDetection = EmulatorDetection.EmulatorOrProduction,
            Endpoint = lab.Server.Endpoint,
            ChannelCredentials = ChannelCredentials.Insecure,
            ClientCount = 1,
        }.BuildAsync(TestContext.Current.CancellationToken);

        (await publisher.PublishAsync("text").EndsAsync()).ShouldNotBeEmpty();
    }
}
