using PubSubLab.Handlers;
using PubSubLab.Lab.Publishing;

namespace PubSubLab.Lab.Tests.Publishing;

public sealed class MessageLimitsTests
{
    [Theory]
    [InlineData("googclient_traceparent")]
    [InlineData("goo")]
    [InlineData("Google")]
    public void An_attribute_that_clients_keep_for_themselves_passes(string key) =>
        Should.NotThrow(() => MessageLimits.Check(With(key)));

    [Theory]
    [InlineData("goog")]
    [InlineData("google")]
    [InlineData("googclient")]
    public void An_attribute_that_the_service_keeps_for_itself_is_refused(string key) =>
        Should.Throw<LabException>(() => MessageLimits.Check(With(key))).Message.ShouldContain($"'{key}' starts with 'goog'");

    private static LabTask With(string key) => new("{}"u8.ToArray(), new Dictionary<string, string> { [key] = "v" }, "");
}
