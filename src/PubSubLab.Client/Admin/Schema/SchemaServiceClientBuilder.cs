using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

/// <summary>Builds a <see cref="SchemaServiceClient"/>.</summary>
public sealed partial class SchemaServiceClientBuilder : ClientBuilderBase<SchemaServiceClient>
{
    /// <summary>Creates a builder with nothing set.</summary>
    public SchemaServiceClientBuilder()
        : base(SchemaServiceClient.ServiceMetadata)
    {
    }

    /// <summary>Settings of the calls; null for the defaults.</summary>
    [AllowNull]
    public SchemaServiceSettings Settings { get; set; } = null!;

    /// <inheritdoc />
    public override SchemaServiceClient Build()
    {
        var invoker = CreateCallInvoker();
        return SchemaServiceClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }

    /// <inheritdoc />
    public override async Task<SchemaServiceClient> BuildAsync(CancellationToken cancellationToken = default)
    {
        var invoker = await CreateCallInvokerAsync(cancellationToken);
        return SchemaServiceClient.Create(invoker, GetEffectiveSettings(Settings?.Clone()), Logger);
    }
}
