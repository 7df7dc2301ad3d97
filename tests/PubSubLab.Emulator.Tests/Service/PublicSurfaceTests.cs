using System.Reflection;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>The package's public API. A project that has Google's client uses it beside the package, so no type of ours may name a type of the client.</summary>
public sealed class PublicSurfaceTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_public_member_needs_the_client()
    {
        var needs = typeof(PubSubEmulator).Assembly.GetExportedTypes()
            .SelectMany(type => Types(type).Concat(type.GetMembers(Everything).SelectMany(Types)).SelectMany(Parts).Where(IsOfTheClient).Select(used => $"{type.Name} needs {used.FullName}"))
            .Distinct(StringComparer.Ordinal);

        needs.ShouldBeEmpty();
    }

    [Fact]
    public void A_type_of_the_client_is_found_inside_others() =>
        Parts(typeof(IReadOnlyList<Func<Google.Cloud.PubSub.V1.PubsubMessage, int>[]>)).ShouldContain(part => IsOfTheClient(part));

    private static IEnumerable<Type> Types(MemberInfo member) => member switch
    {
        Type type => [.. type.GetInterfaces(), type.BaseType ?? typeof(object)],
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(static p => p.ParameterType)],
        ConstructorInfo constructor => constructor.GetParameters().Select(static p => p.ParameterType),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type type) =>
        [type, .. type.GetGenericArguments().SelectMany(Parts), .. type.HasElementType ? Parts(type.GetElementType()!) : []];

    // The client's namespaces are the same in both packages.
    private static bool IsOfTheClient(Type type) => type.Namespace is { } name && (name.StartsWith("Google.Cloud", StringComparison.Ordinal) || name.StartsWith("Google.Api", StringComparison.Ordinal));
}
