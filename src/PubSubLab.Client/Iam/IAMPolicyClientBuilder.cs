using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.Iam.V1;

/// <summary>Builds a <see cref="IAMPolicyClient"/>.</summary>
public sealed partial class IAMPolicyClientBuilder : ClientBuilderBase<IAMPolicyClient>
{
    /// <summary>Creates a builder with nothing set.</summary>
    public IAMPolicyClientBuilder()
        : base(IAMPolicyClient.ServiceMetadata)
    {
    }

    /// <summary>Settings of the calls; null for the defaults.</summary>
    [AllowNull]
    public IAMPolicySettings Settings { get; set; } = null!;

    /// <inheritdoc />
    public override IAMPolicyClient Build()
    {
        var invoker = CreateCallInvoker();
        return IAMPolicyClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }

    /// <inheritdoc />
    public override async Task<IAMPolicyClient> BuildAsync(CancellationToken cancellationToken = default)
    {
        var invoker = await CreateCallInvokerAsync(cancellationToken);
        return IAMPolicyClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }
}
