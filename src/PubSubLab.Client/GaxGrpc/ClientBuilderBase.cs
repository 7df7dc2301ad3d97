using System.Diagnostics.CodeAnalysis;
using Google.Apis.Auth.OAuth2;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Google.Api.Gax.Grpc;

/// <summary>Base of all client builders: endpoint, credentials and channel.</summary>
/// <typeparam name="TClient">The client that is built.</typeparam>
public abstract class ClientBuilderBase<TClient>
{
    private protected ClientBuilderBase(ServiceMetadata serviceMetadata) => ServiceMetadata = serviceMetadata;

    /// <summary>Host and port, or a URI; null for the service's.</summary>
    [AllowNull]
    public string Endpoint { get; set; } = null!;

    /// <summary>The domain that the service's default endpoint is in; null for googleapis.com.</summary>
    [AllowNull]
    public string UniverseDomain { get; set; } = null!;

    /// <summary>Where the client logs; may be null.</summary>
    [AllowNull]
    public ILogger Logger { get; set; } = null!;

    /// <summary>The scopes that tokens are asked for; null for the service's.</summary>
    [AllowNull]
    public IReadOnlyList<string> Scopes { get; set; } = null!;

    /// <summary>Credentials of the channel, as gRPC has them: <see cref="ChannelCredentials.Insecure"/> for an emulator.</summary>
    [AllowNull]
    public ChannelCredentials ChannelCredentials { get; set; } = null!;

    /// <summary>Path of a key file.</summary>
    [AllowNull]
    [Obsolete("Read the key with CredentialFactory, which checks its kind, and set GoogleCredential.")]
    public string CredentialsPath { get; set; } = null!;

    /// <summary>Text of a key file.</summary>
    [AllowNull]
    [Obsolete("Read the key with CredentialFactory, which checks its kind, and set GoogleCredential.")]
    public string JsonCredentials { get; set; } = null!;

    /// <summary>The account that the client acts as; null for the application default credentials.</summary>
    [AllowNull]
    public GoogleCredential GoogleCredential { get; set; } = null!;

    /// <summary>A source of tokens other than <see cref="GoogleCredential"/>.</summary>
    [AllowNull]
    public ICredential Credential { get; set; } = null!;

    /// <summary>A source of tokens that is asked with the service's URI before each call.</summary>
    [AllowNull]
    [Obsolete("Set Credential, which does the same and can be refreshed.")]
    public Func<string, CancellationToken, Task<string>> TokenAccessMethod { get; set; } = null!;

    /// <summary>Invoker of all calls, instead of a channel from the other properties.</summary>
    [AllowNull]
    public CallInvoker CallInvoker { get; set; } = null!;

    /// <summary>Put before gRPC's own user agent; may be null.</summary>
    [AllowNull]
    public string UserAgent { get; set; } = null!;

    /// <summary>Creates the channel; null for <see cref="GrpcNetClientAdapter.Default"/>.</summary>
    [AllowNull]
    public GrpcAdapter GrpcAdapter { get; set; } = null!;

    /// <summary>A key instead of an account.</summary>
    [AllowNull]
    public string ApiKey { get; set; } = null!;

    /// <summary>The project that quota is taken from; null for the credential's.</summary>
    [AllowNull]
    public string QuotaProject { get; set; } = null!;

    /// <summary>Options of the channel, laid over the defaults.</summary>
    [AllowNull]
    public GrpcChannelOptions GrpcChannelOptions { get; set; } = null!;

    /// <summary>The channel that the last build made, which the caller may shut down; null if it made none.</summary>
    public ChannelBase LastCreatedChannel { get; protected set; } = null!;

    /// <summary>Whether service accounts sign their tokens themselves instead of asking for them. Default: true.</summary>
    public bool UseJwtAccessWithScopes { get; set; } = true;

    /// <summary>Use of the environment variable for an emulator. Default: <see cref="EmulatorDetection.None"/>.</summary>
    /// <exception cref="ArgumentException">It is not one of the enum's values.</exception>
    protected EmulatorDetection EmulatorDetection { get; set => field = GaxPreconditions.CheckEnumValue(value, nameof(value)); }

    /// <summary>The service that the client is for.</summary>
    protected ServiceMetadata ServiceMetadata { get; }

    /// <summary>False where each client has a connection to itself, as the streams of a subscriber do.</summary>
    internal bool SharesChannels { get; set; } = true;

    /// <summary>Builds the client.</summary>
    /// <exception cref="InvalidOperationException">Properties contradict each other, or the environment contradicts them.</exception>
    public abstract TClient Build();

    /// <summary>Builds the client.</summary>
    /// <exception cref="InvalidOperationException">Properties contradict each other, or the environment contradicts them.</exception>
    public abstract Task<TClient> BuildAsync(CancellationToken cancellationToken = default);

    /// <summary>Builds the client, taking what is not set (logger, call invoker, adapter, credentials) from <paramref name="provider"/>.</summary>
    public TClient Build(IServiceProvider provider)
    {
        Configure(provider);
        return Build();
    }

    /// <summary>Builds the client, taking what is not set (logger, call invoker, adapter, credentials) from <paramref name="provider"/>.</summary>
    public Task<TClient> BuildAsync(IServiceProvider provider, CancellationToken cancellationToken = default)
    {
        Configure(provider);
        return BuildAsync(cancellationToken);
    }

    /// <summary>Takes what is not set from <paramref name="provider"/>.</summary>
    protected virtual void Configure(IServiceProvider provider)
    {
        GaxPreconditions.CheckNotNull(provider, nameof(provider));
        Logger ??= provider.GetService<ILogger<TClient>>()!;
        CallInvoker ??= provider.GetService<CallInvoker>()!;
        if (CallInvoker is not null)
        {
            return;
        }

        GrpcAdapter ??= provider.GetService<GrpcAdapter>()!;
        GrpcChannelOptions ??= provider.GetService<GrpcChannelOptions>()!;
        if (ChannelCredentials is null && !HasTokenSource())
        {
            ChannelCredentials = provider.GetService<ChannelCredentials>()!;
            Credential = ChannelCredentials is null ? provider.GetService<ICredential>()! : null!;
            GoogleCredential = ChannelCredentials is null && Credential is null ? provider.GetService<GoogleCredential>()! : null!;
        }
    }

    /// <summary>Checks that the properties do not contradict each other.</summary>
    /// <exception cref="InvalidOperationException">They do.</exception>
    protected virtual void Validate()
    {
#pragma warning disable CS0618 // Obsolete members stay part of the checks.
        object?[] sources = [ChannelCredentials, CredentialsPath, JsonCredentials, GoogleCredential, Credential, TokenAccessMethod, ApiKey];
#pragma warning restore CS0618
        GaxPreconditions.CheckState(
            sources.Count(source => source is not null) <= 1, "More than one source of credentials is set on the builder; set one.");
        GaxPreconditions.CheckState(
            CallInvoker is null || (sources[..^1].All(source => source is null) && Scopes is null && Endpoint is null && UniverseDomain is null),
            "A call invoker is set on the builder, and so are credentials, scopes, a universe domain or an endpoint, which it makes meaningless.");
        GaxPreconditions.CheckState(
            Scopes is null || sources is [null, _, _, _, null, null, null],
            "Scopes are set on the builder together with credentials that have none to ask for.");
        GaxPreconditions.CheckState(
            UniverseDomain is null || Endpoint is null || sources is [null, _, _, _, null, null, _],
            "A universe domain is set on the builder together with an endpoint and credentials, and nothing is left that it would choose.");
        GaxPreconditions.CheckState(
            QuotaProject is null || (CallInvoker is null && ChannelCredentials is null && Credential is null && ApiKey is null),
            "A quota project is set on the builder together with credentials that cannot carry it.");
    }

    /// <summary>The settings with the API key's header, if there is a key.</summary>
    protected T GetEffectiveSettings<T>(T? settings)
        where T : ServiceSettingsBase, new()
    {
        settings ??= new T();
        if (ApiKey is not null)
        {
            settings.CallSettings = settings.CallSettings.WithHeader("x-goog-api-key", ApiKey);
        }

        return settings;
    }

    internal CallInvoker CreateCallInvoker() =>
        Prepare(out var endpoint, out var credentials) ?? Connect(endpoint, credentials ?? CredentialSource().Create());

    internal async Task<CallInvoker> CreateCallInvokerAsync(CancellationToken cancellationToken) =>
        Prepare(out var endpoint, out var credentials) ?? Connect(endpoint, credentials ?? await CredentialSource().CreateAsync(cancellationToken));

    internal void CopyCommonSettings<TOther>(ClientBuilderBase<TOther> source)
    {
        UniverseDomain = source.UniverseDomain;
        Endpoint = source.Endpoint;
        Scopes = source.Scopes;
        ChannelCredentials = source.ChannelCredentials;
#pragma warning disable CS0618 // Obsolete members are honoured as long as they exist.
        CredentialsPath = source.CredentialsPath;
        JsonCredentials = source.JsonCredentials;
        TokenAccessMethod = source.TokenAccessMethod;
#pragma warning restore CS0618
        GoogleCredential = source.GoogleCredential;
        Credential = source.Credential;
        CallInvoker = source.CallInvoker;
        UserAgent = source.UserAgent;
        GrpcAdapter = source.GrpcAdapter;
        GrpcChannelOptions = source.GrpcChannelOptions;
        QuotaProject = source.QuotaProject;
        UseJwtAccessWithScopes = source.UseJwtAccessWithScopes;
        Logger = source.Logger;
        ApiKey = source.ApiKey;
        EmulatorDetection = source.EmulatorDetection;
    }

    private bool HasTokenSource() =>
#pragma warning disable CS0618 // Obsolete members are honoured as long as they exist.
        GoogleCredential is not null || Credential is not null || ApiKey is not null || CredentialsPath is not null || JsonCredentials is not null
        || TokenAccessMethod is not null;
#pragma warning restore CS0618

    // Settles everything that needs no waiting: a call invoker that was given, the emulator, credentials that are at hand.
    private CallInvoker? Prepare(out string endpoint, out ChannelCredentials? credentials)
    {
        Validate();
        LastCreatedChannel = null!;
        endpoint = Endpoint ?? ServiceMetadata.EndpointIn(UniverseDomain);
        credentials = ChannelCredentials ?? (ApiKey is null ? null : ChannelCredentials.SecureSsl);
        if (EmulatorHost.Resolve(EmulatorDetection, SetForProduction()) is { } emulator)
        {
            endpoint = emulator;
            credentials = ChannelCredentials.Insecure;
            return null;
        }

        return CallInvoker;
    }

    private string? SetForProduction() =>
        UniverseDomain is not null ? nameof(UniverseDomain)
        : Endpoint is not null ? nameof(Endpoint)
        : CallInvoker is not null ? nameof(CallInvoker)
        : ChannelCredentials is not null ? nameof(ChannelCredentials)
        : Scopes is not null ? nameof(Scopes)
        : QuotaProject is not null ? nameof(QuotaProject)
        : HasTokenSource() ? "a credential"
        : null;

    private CallInvoker Connect(string endpoint, ChannelCredentials credentials)
    {
        var adapter = GrpcAdapter ?? GrpcNetClientAdapter.Default;
        var options = GrpcChannelOptions.Empty
            .WithKeepAliveTime(TimeSpan.FromMinutes(1))
            .WithMaxReceiveMessageSize(int.MaxValue)
            .WithMaxSendMessageSize(int.MaxValue)
            .MergedWith(UserAgent is null ? GrpcChannelOptions.Empty : GrpcChannelOptions.Empty.WithPrimaryUserAgent(UserAgent))
            .MergedWith(GrpcChannelOptions ?? GrpcChannelOptions.Empty);
        if (ChannelCredentials is null && !HasTokenSource() && Scopes is null && QuotaProject is null && credentials != ChannelCredentials.Insecure
            && SharesChannels)
        {
            return ChannelPool<TClient>.Get(adapter, endpoint, options, () => adapter.CreateChannel(endpoint, credentials, options)).CreateCallInvoker();
        }

        LastCreatedChannel = adapter.CreateChannel(endpoint, credentials, options);
        return LastCreatedChannel.CreateCallInvoker();
    }

    private CredentialSource CredentialSource() => new(
        GoogleCredential,
        Credential,
#pragma warning disable CS0618 // Obsolete members are honoured as long as they exist.
        CredentialsPath,
        JsonCredentials,
        TokenAccessMethod,
#pragma warning restore CS0618
        Scopes ?? ServiceMetadata.DefaultScopes,
        QuotaProject,
        UseJwtAccessWithScopes);
}
