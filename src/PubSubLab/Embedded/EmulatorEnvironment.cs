namespace PubSubLab.Embedded;

/// <summary>The environment of a program that is to use an emulator of this process.</summary>
internal static class EmulatorEnvironment
{
    private static readonly string[] s_proxyExceptions = ["NO_PROXY", "no_proxy"];

    /// <summary>Adds to an environment what keeps a client at the emulator.</summary>
    public static void Complete(IDictionary<string, string?> environment)
    {
        // Google's clients else look for a machine of Google Cloud, which takes seconds and warns.
        environment.TryAdd("METADATA_SERVER_DETECTION", "none");

        // A client that honours a proxy must not ask it for an emulator on this machine.
        foreach (var name in s_proxyExceptions)
        {
            environment[name] = string.Join(',', ((string?[])[environment.TryGetValue(name, out var others) ? others : null, "localhost", "127.0.0.1"]).Where(o => !string.IsNullOrEmpty(o)));
        }
    }
}
