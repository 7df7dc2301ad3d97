using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Handlers.Loading;

/// <summary>Says why an assembly cannot be loaded here, from its headers and metadata, before any of its code runs.</summary>
internal static class AssemblyFacts
{
    private const string FrameworkAttribute = "TargetFrameworkAttribute";
    private const string ReferenceAttribute = "ReferenceAssemblyAttribute";

    /// <summary>A sentence without its subject, such as "is built for …"; null where the assembly can be loaded.</summary>
    public static string? WhyNot(byte[] image)
    {
        try
        {
            using var stream = new MemoryStream(image);
            using var file = new PEReader(stream);
            return !file.HasMetadata || !file.GetMetadataReader().IsAssembly
                ? "is a native library, not a .NET assembly; give the .dll that dotnet build leaves in bin."
                : WhyNotMachine(file.PEHeaders) ?? WhyNot(file.GetMetadataReader());
        }
        catch (BadImageFormatException)
        {
            return "is not a .NET assembly, or a build is still writing it; give the .dll that dotnet build leaves in bin.";
        }
    }

    /// <summary>Whether an assembly refers to the handlers' package.</summary>
    public static bool UsesHandlers(Assembly assembly) => assembly.GetReferencedAssemblies().Any(r => r.Name == typeof(BaseHandler).Assembly.GetName().Name);

    private static string? WhyNotMachine(PEHeaders headers)
    {
        Architecture? wanted = headers.CoffHeader.Machine switch
        {
            Machine.I386 when headers.CorHeader!.Flags.HasFlag(CorFlags.Requires32Bit) => Architecture.X86,
            Machine.Amd64 => Architecture.X64,
            Machine.Arm or Machine.ArmThumb2 => Architecture.Arm,
            Machine.Arm64 => Architecture.Arm64,
            _ => null,
        };
        return wanted is { } other && other != RuntimeInformation.ProcessArchitecture
            ? $"is built for {other}, and this lab runs on {RuntimeInformation.ProcessArchitecture}; build it for AnyCPU."
            : null;
    }

    private static string? WhyNot(MetadataReader metadata)
    {
        if (ValueOf(metadata, ReferenceAttribute) is not null)
        {
            return "is a reference assembly, which has no code; give the one in bin.";
        }

        var framework = ValueOf(metadata, FrameworkAttribute) is { Length: > 0 } text ? new FrameworkName(text) : null;
        if (framework is { Identifier: not (".NETCoreApp" or ".NETStandard") } || (framework is { Identifier: ".NETCoreApp" } && framework.Version.Major > Environment.Version.Major))
        {
            return $"is built for {Shown(framework!)}, and this lab runs on .NET {Environment.Version.ToString(2)}; build it for net{Environment.Version.ToString(2)}.";
        }

        var shared = typeof(BaseHandler).Assembly.GetName();
        var used = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Where(r => metadata.StringComparer.Equals(r.Name, shared.Name!)).Select(r => r.Version);
        return used.FirstOrDefault(v => v > shared.Version) is { } version
            ? $"uses {shared.Name} {version.ToString(3)}, and this lab has {shared.Version!.ToString(3)}; update the lab, or use that version of the package."
            : null;
    }

    private static string Shown(FrameworkName framework) =>
        $"{framework.Identifier switch { ".NETFramework" => ".NET Framework", ".NETCoreApp" => ".NET", var other => OutsideText.Begin(other, 40) }} {framework.Version}";

    /// <summary>First text of an attribute of the assembly; empty where it has none, null without the attribute.</summary>
    private static string? ValueOf(MetadataReader metadata, string attribute)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var found = metadata.GetCustomAttribute(handle);
            if (found.Constructor.Kind == HandleKind.MemberReference
                && metadata.GetMemberReference((MemberReferenceHandle)found.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, attribute))
            {
                var value = metadata.GetBlobReader(found.Value);
                return value.RemainingBytes > sizeof(ushort) && value.ReadUInt16() == 1 && value.RemainingBytes > sizeof(ushort) ? value.ReadSerializedString() ?? "" : "";
            }
        }

        return null;
    }
}
