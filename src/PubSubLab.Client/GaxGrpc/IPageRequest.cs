namespace Google.Api.Gax.Grpc;

/// <summary>A request for one page of a list.</summary>
public interface IPageRequest
{
    /// <summary>Where the page starts; empty for the first.</summary>
    string PageToken { set; }

    /// <summary>Most resources in the page; 0 leaves it to the service.</summary>
    int PageSize { set; }
}
