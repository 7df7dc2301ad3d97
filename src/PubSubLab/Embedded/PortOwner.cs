namespace PubSubLab.Embedded;

/// <summary>By whom a TCP port looks to be taken, as far as the operating system tells.</summary>
internal static class PortOwner
{
    /// <summary>The program and its process id, <c>java (process 4711)</c>; null where it cannot be told.</summary>
    public static string? Find(int port)
    {
        try
        {
            var links = SocketTable.Listeners().Where(listener => listener.Address.Port == port).Select(static listener => listener.Link).ToHashSet();
            return links.Count == 0
                ? null
                : SocketTable.Processes().Where(process => process.Links.Overlaps(links)).Select(static process => $"{process.Name} (process {process.Id})").FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only a courtesy: that the port is taken is said without it.
            return null;
        }
    }
}
