using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Google.Api.Gax;
using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Samples;

namespace PubSubLab.Client.Tests.Samples;

/// <summary>The samples use all of what they are to show, so that compiling them against Google's package checks all of it.</summary>
public class SampleCoverageTests
{
    public static TheoryData<Type> Shown =>
    [
        typeof(PublisherClient), typeof(PublisherClient.Settings), typeof(SubscriberClient), typeof(SubscriberClient.Settings),
        typeof(SubscriberClient.ShutdownOptions), typeof(SubscriptionHandler), typeof(AckNackResponse), typeof(PubsubExtensions),
        typeof(BatchingSettings), typeof(FlowControlSettings), typeof(PublisherClientBuilder), typeof(SubscriberClientBuilder),
    ];

    [Theory]
    [MemberData(nameof(Shown))]
    public void Every_public_member_of_what_users_touch_most_is_in_the_samples(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var used = UsedMembers(type);
        var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false })
            .Where(member => !IsAnotherWayToBuild(member))
            .GroupBy(member => member.Name);

        // A sample overrides what a user overrides, and does not call it.
        string[] overridden = [.. typeof(SubscribingSamples.CarefulHandler).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => method.Name)];
        foreach (var overloads in members.Where(group => !(type == typeof(SubscriptionHandler) && overridden.Contains(group.Key))))
        {
            var uses = used.Count(name => name == overloads.Key || name == $"get_{overloads.Key}" || name == $"set_{overloads.Key}");
            uses.ShouldBeGreaterThanOrEqualTo(overloads.Count(), $"uses of {type.Name}.{overloads.Key}, which has {overloads.Count()} overloads");
        }
    }

    private static bool IsAnotherWayToBuild(MemberInfo member) => member is MethodInfo { Name: "Build" or "BuildAsync" or "Create" or "CreateAsync" };

    private static List<string> UsedMembers(Type type)
    {
        using var file = new PEReader(File.OpenRead(typeof(PublishingSamples).Assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata.MemberReferences
                .Select(metadata.GetMemberReference)
                .Where(member => member.Parent.Kind == HandleKind.TypeReference && FullName((TypeReferenceHandle)member.Parent) == type.FullName)
                .Select(member => metadata.GetString(member.Name)),
        ];

        string FullName(TypeReferenceHandle handle)
        {
            var reference = metadata.GetTypeReference(handle);
            var name = metadata.GetString(reference.Name);
            return reference.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{FullName((TypeReferenceHandle)reference.ResolutionScope)}+{name}"
                : $"{metadata.GetString(reference.Namespace)}.{name}";
        }
    }
}
