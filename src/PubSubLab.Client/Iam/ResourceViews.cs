using Google.Api.Gax;

namespace Google.Cloud.Iam.V1;

public partial class SetIamPolicyRequest
{
    /// <summary><see cref="Resource"/> as an unparsed name; null when it is empty.</summary>
    public IResourceName ResourceAsResourceName
    {
        get => string.IsNullOrEmpty(Resource) ? null! : UnparsedResourceName.Parse(Resource);
        set => Resource = value?.ToString() ?? "";
    }
}

public partial class GetIamPolicyRequest
{
    /// <summary><see cref="Resource"/> as an unparsed name; null when it is empty.</summary>
    public IResourceName ResourceAsResourceName
    {
        get => string.IsNullOrEmpty(Resource) ? null! : UnparsedResourceName.Parse(Resource);
        set => Resource = value?.ToString() ?? "";
    }
}

public partial class TestIamPermissionsRequest
{
    /// <summary><see cref="Resource"/> as an unparsed name; null when it is empty.</summary>
    public IResourceName ResourceAsResourceName
    {
        get => string.IsNullOrEmpty(Resource) ? null! : UnparsedResourceName.Parse(Resource);
        set => Resource = value?.ToString() ?? "";
    }
}
