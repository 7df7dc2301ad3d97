using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>Call settings of <see cref="SchemaServiceClient"/> by method.</summary>
public sealed partial class SchemaServiceSettings : ServiceSettingsBase
{
    /// <summary>Creates the default settings.</summary>
    public SchemaServiceSettings()
    {
    }

    private SchemaServiceSettings(SchemaServiceSettings existing)
        : base(existing)
    {
        CreateSchemaSettings = existing.CreateSchemaSettings;
        GetSchemaSettings = existing.GetSchemaSettings;
        ListSchemasSettings = existing.ListSchemasSettings;
        ListSchemaRevisionsSettings = existing.ListSchemaRevisionsSettings;
        CommitSchemaSettings = existing.CommitSchemaSettings;
        RollbackSchemaSettings = existing.RollbackSchemaSettings;
        DeleteSchemaRevisionSettings = existing.DeleteSchemaRevisionSettings;
        DeleteSchemaSettings = existing.DeleteSchemaSettings;
        ValidateSchemaSettings = existing.ValidateSchemaSettings;
        ValidateMessageSettings = existing.ValidateMessageSettings;
        IAMPolicySettings = existing.IAMPolicySettings?.Clone()!;
    }

    /// <summary>For CreateSchema. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings CreateSchemaSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For GetSchema. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings GetSchemaSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For ListSchemas. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ListSchemasSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For ListSchemaRevisions. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ListSchemaRevisionsSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For CommitSchema. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings CommitSchemaSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For RollbackSchema. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings RollbackSchemaSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For DeleteSchemaRevision. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings DeleteSchemaRevisionSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For DeleteSchema. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings DeleteSchemaSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For ValidateSchema. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ValidateSchemaSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For ValidateMessage. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ValidateMessageSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For <see cref="IAMPolicyClient"/>.</summary>
    public IAMPolicySettings IAMPolicySettings { get; set; } = IAMPolicySettings.GetDefault();

    /// <summary>New default settings.</summary>
    public static SchemaServiceSettings GetDefault() => new();

    /// <summary>A copy, which can be changed without changing this.</summary>
    public SchemaServiceSettings Clone() => new(this);
}
