using System.Diagnostics.CodeAnalysis;
using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Grpc.Core;

namespace Google.Cloud.Iam.V1;

/// <summary>Call settings of <see cref="IAMPolicyClient"/> by method.</summary>
public sealed partial class IAMPolicySettings : ServiceSettingsBase
{
    /// <summary>Creates the default settings.</summary>
    public IAMPolicySettings()
    {
    }

    private IAMPolicySettings(IAMPolicySettings existing)
        : base(existing)
    {
        SetIamPolicySettings = existing.SetIamPolicySettings;
        GetIamPolicySettings = existing.GetIamPolicySettings;
        TestIamPermissionsSettings = existing.TestIamPermissionsSettings;
    }

    /// <summary>For SetIamPolicy. Default: no expiry, never tried again.</summary>
    [AllowNull]
    public CallSettings SetIamPolicySettings { get; set; } = CallSettings.FromExpiration(Expiration.None);

    /// <summary>For GetIamPolicy. Default: no expiry, never tried again.</summary>
    [AllowNull]
    public CallSettings GetIamPolicySettings { get; set; } = CallSettings.FromExpiration(Expiration.None);

    /// <summary>For TestIamPermissions. Default: no expiry, never tried again.</summary>
    [AllowNull]
    public CallSettings TestIamPermissionsSettings { get; set; } = CallSettings.FromExpiration(Expiration.None);

    /// <summary>New default settings.</summary>
    public static IAMPolicySettings GetDefault() => new();

    /// <summary>A copy, which can be changed without changing this.</summary>
    public IAMPolicySettings Clone() => new(this);
}
