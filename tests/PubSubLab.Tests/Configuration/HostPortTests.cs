using PubSubLab.Configuration;

namespace PubSubLab.Tests.Configuration;

/// <summary>Addresses as tools and people write them.</summary>
public sealed class HostPortTests
{
    [Theory]
    [InlineData("localhost:8085", "localhost", 8085)]
    [InlineData("0.0.0.0:0", "0.0.0.0", 0)]
    [InlineData("localhost", "localhost", null)]
    [InlineData("localhost:", "localhost", null)]
    [InlineData(":8085", null, 8085)]
    [InlineData("[::1]:8085", "::1", 8085)]
    [InlineData("[::]", "::", null)]
    [InlineData("::1:8085", "::1", 8085)]
    [InlineData("::1", "::1", null)]
    [InlineData("::", "::", null)]
    [InlineData("2001:db8::1", "2001:db8::1", null)]
    [InlineData("pub-sub.example.test:65535", "pub-sub.example.test", 65535)]
    public void Host_and_port_are_read(string text, string? host, int? port) => HostPort.Parse(text).ShouldBe(new HostPort(host, port));

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("localhost:x")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("localhost: 80")]
    [InlineData("http://localhost:8085")]
    [InlineData("a b:80")]
    [InlineData("[::1:80")]
    [InlineData("[localhost]:80")]
    [InlineData("localhost:8085/")]
    [InlineData("a:b:80")]
    public void Another_text_is_no_address(string text) => HostPort.Parse(text).ShouldBeNull();

    [Fact]
    public void An_IPv6_address_has_brackets_in_a_clients_setting() => new HostPort("::1", 8085).ToString().ShouldBe("[::1]:8085");
}
