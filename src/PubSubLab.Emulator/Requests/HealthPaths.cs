namespace PubSubLab.Emulator.Requests;

/// <summary>The paths that are answered when nothing else is.</summary>
internal static class HealthPaths
{
    public const string Live = "/healthz";
    public const string Ready = "/readyz";

    private const string Grpc = "/grpc.health.v1.Health/Check";

    public static bool IsHealth(string path) => path is Live or Ready or Grpc;
}
