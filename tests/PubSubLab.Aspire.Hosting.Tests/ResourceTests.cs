using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace PubSubLab.Aspire.Hosting.Tests;

/// <summary>The resource and its annotations, without running anything.</summary>
public sealed class ResourceTests
{
    [Fact]
    public void A_reference_sets_the_variable_that_clients_read()
    {
        var builder = DistributedApplication.CreateBuilder();

        var resource = builder.AddPubSubEmulator("pubsub").Resource;

        resource.ConnectionStringEnvironmentVariable.ShouldBe("PUBSUB_EMULATOR_HOST");
        resource.ConnectionStringExpression.ValueExpression.ShouldBe("{pubsub.connectionString}");
        builder.Resources.ShouldContain(resource);
    }

    [Fact]
    public void A_published_application_does_not_contain_it() =>
        DistributedApplication.CreateBuilder().AddPubSubEmulator("pubsub").Resource.Annotations.ShouldContain(ManifestPublishingCallbackAnnotation.Ignore);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65_536)]
    public void A_port_out_of_range_is_refused(int port) =>
        Should.Throw<ArgumentOutOfRangeException>(() => DistributedApplication.CreateBuilder().AddPubSubEmulator("pubsub", port)).Message.ShouldStartWith("A port is 1 to 65535; leave it out for a free one.");
}
