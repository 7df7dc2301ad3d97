namespace Google.Cloud.PubSub.V1;

public partial class Schema
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SchemaName SchemaName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SchemaName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class GetSchemaRequest
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SchemaName SchemaName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SchemaName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class ListSchemaRevisionsRequest
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SchemaName SchemaName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SchemaName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class CommitSchemaRequest
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SchemaName SchemaName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SchemaName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class RollbackSchemaRequest
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SchemaName SchemaName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SchemaName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class DeleteSchemaRevisionRequest
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SchemaName SchemaName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SchemaName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class DeleteSchemaRequest
{
    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SchemaName SchemaName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SchemaName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class ValidateMessageRequest
{
    /// <summary><see cref="Parent"/>, parsed; null when it is empty.</summary>
    public Google.Api.Gax.ResourceNames.ProjectName ParentAsProjectName
    {
        get => string.IsNullOrEmpty(Parent) ? null! : Google.Api.Gax.ResourceNames.ProjectName.Parse(Parent, allowUnparsed: true);
        set => Parent = value?.ToString() ?? "";
    }

    /// <summary><see cref="Name"/>, parsed; null when it is empty.</summary>
    public V1.SchemaName SchemaName
    {
        get => string.IsNullOrEmpty(Name) ? null! : V1.SchemaName.Parse(Name, allowUnparsed: true);
        set => Name = value?.ToString() ?? "";
    }
}

public partial class CreateSchemaRequest
{
    /// <summary><see cref="Parent"/>, parsed; null when it is empty.</summary>
    public Google.Api.Gax.ResourceNames.ProjectName ParentAsProjectName
    {
        get => string.IsNullOrEmpty(Parent) ? null! : Google.Api.Gax.ResourceNames.ProjectName.Parse(Parent, allowUnparsed: true);
        set => Parent = value?.ToString() ?? "";
    }
}

public partial class ListSchemasRequest
{
    /// <summary><see cref="Parent"/>, parsed; null when it is empty.</summary>
    public Google.Api.Gax.ResourceNames.ProjectName ParentAsProjectName
    {
        get => string.IsNullOrEmpty(Parent) ? null! : Google.Api.Gax.ResourceNames.ProjectName.Parse(Parent, allowUnparsed: true);
        set => Parent = value?.ToString() ?? "";
    }
}

public partial class ValidateSchemaRequest
{
    /// <summary><see cref="Parent"/>, parsed; null when it is empty.</summary>
    public Google.Api.Gax.ResourceNames.ProjectName ParentAsProjectName
    {
        get => string.IsNullOrEmpty(Parent) ? null! : Google.Api.Gax.ResourceNames.ProjectName.Parse(Parent, allowUnparsed: true);
        set => Parent = value?.ToString() ?? "";
    }
}
