namespace Google.Api.Gax;

/// <summary>The name of a resource, as services write it: <c>projects/p/topics/t</c>.</summary>
public interface IResourceName
{
    /// <summary>Whether the name follows a pattern that its type knows.</summary>
    bool IsKnownPattern { get; }

    /// <summary>The name as the service writes it.</summary>
    string ToString();
}
