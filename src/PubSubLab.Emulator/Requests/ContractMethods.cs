using Google.Api;
using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.Reflection;

namespace PubSubLab.Emulator.Requests;

/// <summary>Methods of the services that the emulator serves. No two of them have the same name.</summary>
internal static class ContractMethods
{
    private static readonly Dictionary<string, MethodDescriptor> s_methods =
        new[] { PubsubReflection.Descriptor, SchemaReflection.Descriptor, IamPolicyReflection.Descriptor }
            .SelectMany(static file => file.Services)
            .SelectMany(static service => service.Methods)
            .ToDictionary(static method => method.Name, StringComparer.Ordinal);

    /// <summary>Their names, in the contract's order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_methods.Keys];

    public static bool Has(string name) => s_methods.ContainsKey(name);

    /// <summary>Whether the contract gives a method a path in REST (google.api.http).</summary>
    public static bool IsInRest(string name) => s_methods[name].GetOptions()?.HasExtension(AnnotationsExtensions.Http) == true;
}
