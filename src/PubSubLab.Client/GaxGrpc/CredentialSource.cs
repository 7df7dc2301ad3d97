using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>Turns what a builder was told about accounts into credentials of a channel: TLS, and a token on each call.</summary>
internal sealed record CredentialSource(
    GoogleCredential? GoogleCredential,
    ICredential? Credential,
    string? Path,
    string? Json,
    Func<string, CancellationToken, Task<string>>? TokenAccessMethod,
    IReadOnlyList<string> Scopes,
    string? QuotaProject,
    bool UseJwtAccessWithScopes)
{
    internal ChannelCredentials Create() =>
        ToChannelCredentials(Source() ?? Configured(Given() ?? GoogleCredential.GetApplicationDefault()));

    internal async Task<ChannelCredentials> CreateAsync(CancellationToken cancellationToken) =>
        ToChannelCredentials(Source() ?? Configured(Given() ?? await GoogleCredential.GetApplicationDefaultAsync(cancellationToken)));

    private static ChannelCredentials ToChannelCredentials(ITokenAccess source) =>
        ChannelCredentials.Create(ChannelCredentials.SecureSsl, CallCredentials.FromInterceptor(async (context, headers) =>
        {
            if (source is ITokenAccessWithHeaders withHeaders)
            {
                var token = await withHeaders.GetAccessTokenWithHeadersForRequestAsync(context.ServiceUrl, context.CancellationToken);
                headers.Add("authorization", "Bearer " + token.AccessToken);
                foreach (var (name, values) in token.Headers)
                {
                    foreach (var value in values)
                    {
                        headers.Add(name, value);
                    }
                }
            }
            else
            {
                headers.Add("authorization", "Bearer " + await source.GetAccessTokenForRequestAsync(context.ServiceUrl, context.CancellationToken));
            }
        }));

    // Used for tokens unchanged, without our scopes or quota project.
    private ITokenAccess? Source() =>
        Credential is not null ? Credential : TokenAccessMethod is not null ? new DelegatedTokens(TokenAccessMethod, QuotaProject) : null;

    private GoogleCredential? Given() =>
        GoogleCredential
        ?? (Path is not null ? FromJson(File.ReadAllText(Path)) : Json is not null ? FromJson(Json) : null);

    // The factory wants to be told the type; these two properties take every type, as they always did.
    private static GoogleCredential FromJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        var type = document.RootElement.TryGetProperty("type", out var value) ? value.GetString() : null;
        return CredentialFactory.FromJson(json, type);
    }

    private GoogleCredential Configured(GoogleCredential credential)
    {
        var scoped = credential.CreateScoped(Scopes);
        var withQuota = QuotaProject is null ? scoped : scoped.CreateWithQuotaProject(QuotaProject);
        return withQuota.UnderlyingCredential is ServiceAccountCredential account && account.UseJwtAccessWithScopes != UseJwtAccessWithScopes
            ? account.WithUseJwtAccessWithScopes(UseJwtAccessWithScopes).ToGoogleCredential()
            : withQuota;
    }

    private sealed class DelegatedTokens(Func<string, CancellationToken, Task<string>> ask, string? quotaProject) : ITokenAccessWithHeaders
    {
        public Task<string> GetAccessTokenForRequestAsync(string? authUri = null, CancellationToken cancellationToken = default) =>
            ask(authUri!, cancellationToken);

        public async Task<AccessTokenWithHeaders> GetAccessTokenWithHeadersForRequestAsync(string? authUri = null, CancellationToken cancellationToken = default) =>
            new AccessTokenWithHeaders.Builder { QuotaProject = quotaProject }.Build(await ask(authUri!, cancellationToken));
    }
}
