using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>Settings of a call: cancellation, expiration, retry, headers. Call, method and client settings override each other in this order.</summary>
public sealed class CallSettings
{
    internal const string RequestParamsHeader = "x-goog-request-params";
    private const string FieldMaskHeader = "x-goog-fieldmask";
    private const string QuotaProjectHeader = "x-goog-user-project";

    /// <summary>Creates settings; what is null is left to the settings below.</summary>
    public CallSettings(
        CancellationToken? cancellationToken,
        Expiration? expiration,
        RetrySettings? retry,
        Action<Metadata>? headerMutation,
        WriteOptions? writeOptions,
        ContextPropagationToken? propagationToken)
        : this(cancellationToken, expiration, retry, headerMutation, writeOptions, propagationToken, null, null)
    {
    }

    /// <summary>Creates settings; what is null is left to the settings below.</summary>
    public CallSettings(
        CancellationToken? cancellationToken,
        Expiration? expiration,
        RetrySettings? retry,
        Action<Metadata>? headerMutation,
        WriteOptions? writeOptions,
        ContextPropagationToken? propagationToken,
        Action<Metadata>? responseMetadataHandler,
        Action<Metadata>? trailingMetadataHandler)
    {
        CancellationToken = cancellationToken;
        Expiration = expiration!;
        Retry = retry!;
        HeaderMutation = headerMutation!;
        WriteOptions = writeOptions!;
        PropagationToken = propagationToken!;
        ResponseMetadataHandler = responseMetadataHandler!;
        TrailingMetadataHandler = trailingMetadataHandler!;
    }

    /// <summary>Changes the headers before each call; may be null.</summary>
    public Action<Metadata> HeaderMutation { get; }

    /// <summary>Cancels the call; null for no cancellation.</summary>
    public CancellationToken? CancellationToken { get; }

    /// <summary>Options for writing; may be null.</summary>
    public WriteOptions WriteOptions { get; }

    /// <summary>Ties the call to a call that is being served; may be null.</summary>
    public ContextPropagationToken PropagationToken { get; }

    /// <summary>Time limit of the call over all attempts; null for the default.</summary>
    public Expiration Expiration { get; }

    /// <summary>When and how often the call is tried again; null for never.</summary>
    public RetrySettings Retry { get; }

    /// <summary>Is given the response's headers; may be null.</summary>
    public Action<Metadata> ResponseMetadataHandler { get; }

    /// <summary>Is given the response's trailers; may be null.</summary>
    public Action<Metadata> TrailingMetadataHandler { get; }

    /// <summary>Settings with a cancellation token and nothing else.</summary>
    public static CallSettings FromCancellationToken(CancellationToken cancellationToken) =>
        new(cancellationToken, null, null, null, null, null);

    /// <summary>Settings with an expiry and nothing else; null for null.</summary>
    public static CallSettings FromExpiration(Expiration? expiration) =>
        expiration is null ? null! : new(null, expiration, null, null, null, null);

    /// <summary>Settings with a retry and nothing else; null for null.</summary>
    public static CallSettings FromRetry(RetrySettings? retry) =>
        retry is null ? null! : new(null, null, retry, null, null, null);

    /// <summary>Settings with a change to the headers and nothing else; null for null.</summary>
    public static CallSettings FromHeaderMutation(Action<Metadata>? headerMutation) =>
        headerMutation is null ? null! : new(null, null, null, headerMutation, null, null);

    /// <summary>Settings with a reader of the response's headers and nothing else; null for null.</summary>
    public static CallSettings FromResponseMetadataHandler(Action<Metadata>? responseMetadataHandler) =>
        responseMetadataHandler is null ? null! : new(null, null, null, null, null, null, responseMetadataHandler, null);

    /// <summary>Settings with a reader of the response's trailers and nothing else; null for null.</summary>
    public static CallSettings FromTrailingMetadataHandler(Action<Metadata>? trailingMetadataHandler) =>
        trailingMetadataHandler is null ? null! : new(null, null, null, null, null, null, null, trailingMetadataHandler);

    /// <summary>Settings that add one header.</summary>
    /// <exception cref="InvalidOperationException">The header is the quota project's, which a builder sets.</exception>
    public static CallSettings FromHeader(string name, string value)
    {
        CheckHeader(GaxPreconditions.CheckNotNull(name, nameof(name)));
        GaxPreconditions.CheckNotNull(value, nameof(value));
        return FromHeaderMutation(headers => headers.Add(name, value));
    }

    /// <summary>Settings that ask for some fields of the response only.</summary>
    public static CallSettings FromFieldMask(string fieldMask) =>
        FromHeader(FieldMaskHeader, GaxPreconditions.CheckNotNull(fieldMask, nameof(fieldMask)));

    /// <summary>Settings that name the resource a call is about, which the service routes by.</summary>
    public static CallSettings FromGoogleRequestParamsHeader(string parameterName, string value) =>
        FromHeader(RequestParamsHeader, parameterName + "=" + Uri.EscapeDataString(value ?? ""));

    /// <summary>Settings that name the resource a call is about, escaped already.</summary>
    public static CallSettings FromGoogleRequestParamsHeader(string escapedHeaderValue) =>
        FromHeader(RequestParamsHeader, GaxPreconditions.CheckNotNullOrEmpty(escapedHeaderValue, nameof(escapedHeaderValue)));

    internal static CallSettings? Merge(CallSettings? original, CallSettings? overlaid) =>
        original is null ? overlaid
        : overlaid is null ? original
        : new CallSettings(
            overlaid.CancellationToken ?? original.CancellationToken,
            overlaid.Expiration ?? original.Expiration,
            overlaid.Retry ?? original.Retry,
            original.HeaderMutation + overlaid.HeaderMutation,
            overlaid.WriteOptions ?? original.WriteOptions,
            overlaid.PropagationToken ?? original.PropagationToken,
            original.ResponseMetadataHandler + overlaid.ResponseMetadataHandler,
            original.TrailingMetadataHandler + overlaid.TrailingMetadataHandler);

    internal CallOptions ToCallOptions(IClock clock)
    {
        Metadata? headers = null;
        if (HeaderMutation is not null)
        {
            headers = [];
            HeaderMutation(headers);
            foreach (var header in headers)
            {
                CheckHeader(header.Key);
            }
        }

        return new CallOptions(
            headers, Expiration.CalculateDeadline(clock), CancellationToken ?? System.Threading.CancellationToken.None, WriteOptions, PropagationToken);
    }

    private static void CheckHeader(string name) => GaxPreconditions.CheckState(
        !string.Equals(name, QuotaProjectHeader, StringComparison.OrdinalIgnoreCase),
        $"The header {QuotaProjectHeader} cannot be set in call settings; set QuotaProject on the client's builder.");
}
