using Google.Cloud.PubSub.V1;

namespace PubSubLab.Emulator.Resources;

/// <summary>The push configuration of a subscription, checked (google.pubsub.v1.PushConfig).</summary>
internal static class PushSettings
{
    /// <summary>The only attribute: the version of the API whose format the endpoint expects.</summary>
    public const string Version = "x-goog-version";

    public const string Beta1 = "v1beta1";
    private const string Current = "v1";
    private const string Beta2 = "v1beta2";

    /// <summary>Checks a configuration and gives a copy to keep; null for a pull subscription.</summary>
    /// <param name="config">The new configuration.</param>
    /// <param name="before">The present one, whose version stays where the new one names none.</param>
    /// <param name="linkLocal">Whether endpoints may be link-local.</param>
    public static PushConfig? Check(PushConfig? config, PushConfig? before, bool linkLocal)
    {
        if (config is null || config.PushEndpoint.Length == 0)
        {
            return null;
        }

        CheckEndpoint(config.PushEndpoint, linkLocal);
        if (config.OidcToken is { } token && !token.ServiceAccountEmail.Contains('@'))
        {
            throw Fail.Invalid("push_config.oidc_token.service_account_email", token.ServiceAccountEmail, "it is required, and is the address of a service account, such as push@project.iam.gserviceaccount.com");
        }

        foreach (var (key, value) in config.Attributes)
        {
            if (key != Version)
            {
                throw Fail.Invalid("push_config.attributes", key, $"the only attribute is {Version}");
            }

            if (value is not (Current or Beta2 or Beta1))
            {
                throw Fail.Invalid($"push_config.attributes[\"{Version}\"]", value, $"it must be {Current}, {Beta2} or {Beta1}");
            }
        }

        var kept = config.Clone();
        if (!kept.Attributes.ContainsKey(Version))
        {
            kept.Attributes[Version] = before?.Attributes[Version] ?? Current;
        }

        return kept;
    }

    private static void CheckEndpoint(string endpoint, bool linkLocal)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw Fail.Invalid("push_config.push_endpoint", endpoint, "it must be a URL that begins with https:// or http://");
        }

        if (!linkLocal && PushAddresses.IsLinkLocal(uri))
        {
            throw Fail.Invalid("push_config.push_endpoint", endpoint, "it must not be a link-local address; --allow-link-local-push lifts this rule of the emulator");
        }
    }
}
