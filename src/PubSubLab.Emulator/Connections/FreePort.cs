using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Emulator.Connections;

/// <summary>Finds a port that is free on every address that is to listen; Kestrel can pick one for a single address only.</summary>
internal static class FreePort
{
    private const int Tries = 20;

    public static int Find(string host, IReadOnlyList<IPAddress> addresses)
    {
        for (var i = 0; ; i++)
        {
            var port = 0;
            var probes = new List<Socket>();
            try
            {
                foreach (var address in addresses)
                {
                    var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    probes.Add(probe);
                    probe.Bind(new IPEndPoint(address, port));
                    port = ((IPEndPoint)probe.LocalEndPoint!).Port;
                }

                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && i < Tries)
            {
                // Free on the first address and taken on the second; another try gets another port.
            }
            catch (SocketException e)
            {
                throw ListenAddresses.Refused(host, 0, e);
            }
            finally
            {
                probes.ForEach(static probe => probe.Dispose());
            }
        }
    }
}
