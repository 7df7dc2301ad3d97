using System.Net;
using System.Net.Sockets;
using PubSubLab.Embedded;

namespace PubSubLab.Tests.Embedded;

public sealed class SocketTableTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void A_listening_socket_is_found_with_its_address_and_its_process(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's.");
        var host = IPAddress.Parse(address);
        Assert.SkipUnless(host.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var listener = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (host.AddressFamily == AddressFamily.InterNetworkV6)
        {
            listener.DualMode = host.IsIPv4MappedToIPv6;
        }

        listener.Bind(new IPEndPoint(host, 0));
        listener.Listen();

        var link = SocketTable.Listeners().Where(found => found.Address.Equals(listener.LocalEndPoint)).ShouldHaveSingleItem().Link;

        SocketTable.Processes().Where(process => process.Links.Contains(link)).Select(process => process.Id).ShouldBe([Environment.ProcessId]);
    }
}
