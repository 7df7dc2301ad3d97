using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Google.Cloud.PubSub.V1;
using Grpc.Core;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// One account's credentials, loaded when the first call needs them. All clients of the account share it, and with it one token. A token that
/// is not given is a status with a <see cref="TokenException"/> behind it.
/// </summary>
public sealed class AccountCredential : ICredential, ITokenAccessWithHeaders
{
    /// <summary>Deadline of a token: 10 s. A call's own deadline is longer, so that the reason is known.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Func<CancellationToken, Task<GoogleCredential>> _load;
    private readonly string _role;
    private readonly Lock _gate = new();
    private Task<GoogleCredential>? _loaded;
    private volatile TokenException? _trouble;

    /// <summary>Credentials that are not loaded yet.</summary>
    /// <param name="role">The account's role in sentences: <c>publisher</c> or <c>subscriber</c>.</param>
    /// <param name="load">Loads them.</param>
    public AccountCredential(string role, Func<CancellationToken, Task<GoogleCredential>> load)
    {
        _role = role;
        _load = load;
    }

    /// <summary>Why the newest token was not given; null where it was.</summary>
    internal TokenException? Trouble => _trouble;

    /// <summary>The credentials, once a call needed them; null before.</summary>
    public GoogleCredential? Loaded { get; private set; }

    /// <summary>Loads the credentials, with the scopes of Pub/Sub. What fails is tried again by the next call.</summary>
    public Task<GoogleCredential> LoadAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            // Shared by all calls, so no caller's cancellation ends it.
            _loaded = _loaded is null or { IsFaulted: true } ? PrepareAsync() : _loaded;
            return _loaded.WaitAsync(cancellation);
        }
    }

    /// <summary>A token for a call, and the headers that go with it.</summary>
    /// <exception cref="RpcException">There is none; the <see cref="TokenException"/> that says why is its cause.</exception>
    public async Task<AccessTokenWithHeaders> GetAccessTokenWithHeadersForRequestAsync(string? authUri = null, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        GoogleCredential? credential = null;
        try
        {
            credential = await LoadAsync(limit.Token);
            var token = await ((ITokenAccessWithHeaders)credential).GetAccessTokenWithHeadersForRequestAsync(authUri, limit.Token);
            _trouble = null;
            return token;
        }
        catch (OperationCanceledException e)
        {
            var trouble = TokenException.Silent(_role, e);
            _trouble = trouble;
            if (cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw Failure(trouble);
        }
        catch (Exception e) when (TokenException.Explain(e, _role, credential) is { } trouble)
        {
            _trouble = trouble;
            throw Failure(trouble);
        }
    }

    /// <inheritdoc/>
    public async Task<string> GetAccessTokenForRequestAsync(string? authUri = null, CancellationToken cancellationToken = default) =>
        (await GetAccessTokenWithHeadersForRequestAsync(authUri, cancellationToken)).AccessToken;

    /// <summary>Not for HTTP clients of Google's REST libraries.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    void IConfigurableHttpClientInitializer.Initialize(ConfigurableHttpClient httpClient) =>
        throw new NotSupportedException("These credentials are for gRPC calls.");

    private static RpcException Failure(TokenException trouble) => new(new Status(trouble.Code, trouble.Message, trouble));

    private async Task<GoogleCredential> PrepareAsync()
    {
        var credential = (await _load(CancellationToken.None)).CreateScoped(PublisherServiceApiClient.DefaultScopes);

        // A key signs its tokens itself, so a call depends on no token service.
        return Loaded = credential.UnderlyingCredential is ServiceAccountCredential key ? key.WithUseJwtAccessWithScopes(true).ToGoogleCredential() : credential;
    }
}
