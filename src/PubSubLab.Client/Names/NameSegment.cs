using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>One segment of a resource name (AIP-122, Resource names).</summary>
internal static class NameSegment
{
    /// <exception cref="ArgumentException">The id is null, empty, or more than one segment.</exception>
    internal static string Check(string id, string paramName)
    {
        GaxPreconditions.CheckNotNullOrEmpty(id, paramName);

        // PathTemplate refuses a slash too, but names neither the id nor its parameter.
        GaxPreconditions.CheckArgument(!id.Contains('/', StringComparison.Ordinal), paramName, "The id '{0}' has a slash in it; an id is one segment of a name.", id);
        return id;
    }
}
