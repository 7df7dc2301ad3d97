using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PubSubLab.Transforms;

namespace PubSubLab.Emulator.Transforms;

/// <summary>Finds the program whose process runs functions.</summary>
internal static class TransformProgram
{
    /// <summary>
    /// Setting of a program that contains the functions' process: the verb that starts it. A program in one file has no assembly to start.
    /// </summary>
    public const string VerbSetting = "PubSubLab.TransformVerb";

    /// <summary>Whether a program that contains the functions' process was started as that process.</summary>
    public static bool IsAsked(string[] args) => args.Length == 1 && AppContext.GetData(VerbSetting) as string == args[0];

    public static ProcessStartInfo Find()
    {
        var start = AppContext.GetData(VerbSetting) is string verb ? Self(verb) : Assembly();
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.Environment["DOTNET_GCHeapHardLimit"] = TransformLimits.Heap.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        // Profilers, hooks and listeners are meant for the program that the user started.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment.Remove("DOTNET_STARTUP_HOOKS");
        return start;
    }

    private static ProcessStartInfo Self(string verb)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (IsDotnet(Environment.ProcessPath))
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        start.ArgumentList.Add(verb);
        return start;
    }

    // With the frameworks and libraries of this process, among which Jint is.
    private static ProcessStartInfo Assembly()
    {
        var start = new ProcessStartInfo(Dotnet());
        start.ArgumentList.Add("exec");
        if ((AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';')[0] is { Length: > 0 } dependencies)
        {
            var configuration = Path.ChangeExtension(Path.ChangeExtension(dependencies, null), ".runtimeconfig.json");
            foreach (var (option, file) in new[] { ("--depsfile", dependencies), ("--runtimeconfig", configuration) })
            {
                if (File.Exists(file))
                {
                    start.ArgumentList.Add(option);
                    start.ArgumentList.Add(file);
                }
            }
        }

        start.ArgumentList.Add(typeof(TransformRequest).Assembly.Location);
        return start;
    }

    private static string Dotnet()
    {
        if (IsDotnet(Environment.ProcessPath))
        {
            return Environment.ProcessPath!;
        }

        // The runtime lies in shared/Microsoft.NETCore.App/VERSION of the installation.
        var installed = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(installed) ? installed : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    }

    private static bool IsDotnet(string? path) => string.Equals(Path.GetFileNameWithoutExtension(path), "dotnet", StringComparison.OrdinalIgnoreCase);
}
