using System.Diagnostics;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Programs that the tests need and cannot bring: Debian's redis-server, rabbitmq-server, celery and python3-redis.</summary>
internal static class Needs
{
    /// <summary>The system's Python, for which Debian packages Celery.</summary>
    public const string PythonPath = "/usr/bin/python3";

    public static string? Redis { get; } = Find("redis-server", "/usr/bin");

    /// <summary>RabbitMQ's own script; Debian's on the path would change to another user.</summary>
    public static string? RabbitMq { get; } = Find("rabbitmq-server", "/usr/lib/rabbitmq/bin");

    public static bool Celery { get; } = Imports("celery, redis");

    /// <summary>Whether Python's Kombu is 5.5 or later, with Google's client.</summary>
    public static bool KombuOnPubSub { get; } = Imports("celery, kombu.transport.gcpubsub");

    /// <summary>Skips the test where a backend's server, or Python's Celery, is not there.</summary>
    public static void Skip(string backend, bool python = false)
    {
        Assert.SkipUnless(Redis is not null, "redis-server is not there: apt-get install redis-server.");
        Assert.SkipUnless(backend != "rabbitmq" || RabbitMq is not null, "rabbitmq-server is not there: apt-get install rabbitmq-server.");
        Assert.SkipUnless(!python || Celery, $"Celery is not there for {PythonPath}: apt-get install celery python3-redis.");
    }

    /// <summary>Skips the test where Kombu does not speak Pub/Sub.</summary>
    public static void SkipWithoutKombuOnPubSub()
    {
        Skip("gcpubsub");
        Assert.SkipUnless(KombuOnPubSub, $"Kombu's gcpubsub is not there for {PythonPath}: pip install 'celery[gcpubsub]>=5.5'.");
    }

    /// <summary>Skips the test where there is no Python.</summary>
    public static void SkipWithoutPython() => Assert.SkipUnless(File.Exists(PythonPath), $"{PythonPath} is not there: apt-get install python3.");

    private static string? Find(string program, params string[] folders) =>
        folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static bool Imports(string modules)
    {
        if (!File.Exists(PythonPath))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(PythonPath, ["-c", $"import {modules}"]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
