namespace Google.Api.Gax;

/// <summary>What reading and writing the names of all kinds has in common (AIP-122, Resource names).</summary>
internal static class NameParts
{
    /// <summary>The segments of a name; those of a full resource name, <c>//pubsub.googleapis.com/projects/p</c>, without the service.</summary>
    internal static string[] Split(string name)
    {
        if (name.StartsWith("//", StringComparison.Ordinal) && name.IndexOf('/', 2) is var end && end > 2)
        {
            name = name[(end + 1)..];
        }

        return name.Split('/');
    }

    /// <exception cref="ArgumentException">The id is null, empty, or more than one segment.</exception>
    internal static string CheckId(string? id, string paramName)
    {
        GaxPreconditions.CheckNotNullOrEmpty(id, paramName);
        GaxPreconditions.CheckArgument(!id.Contains('/', StringComparison.Ordinal), paramName, $"'{id}' is no id: it has a slash in it.");
        return id;
    }
}
