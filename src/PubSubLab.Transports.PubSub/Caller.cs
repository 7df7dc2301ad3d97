using Google.Apis.Auth.OAuth2;

namespace PubSubLab.Transports.PubSub;

/// <summary>The account that made a call, and what the call was for.</summary>
/// <param name="Deed">The attempted call.</param>
/// <param name="Credential">The caller's credentials; null before they were loaded.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="Resource">The resource of the call, "topic lab-tasks".</param>
internal sealed record Caller(Refusals.Deed Deed, GoogleCredential? Credential, string ProjectId, string Resource)
{
    /// <summary>Its address; null where the credentials do not tell.</summary>
    public string? Address { get; } = AccountName.Of(Credential?.UnderlyingCredential);

    /// <summary>The account in a sentence, "publisher account lab@my-project.iam.gserviceaccount.com".</summary>
    public string Words => $"{(IsSubscriber(Deed) ? "subscriber" : "publisher")} account{(Address is null ? "" : $" {Address}")}";

    /// <summary>The setting that names its credentials.</summary>
    public string Setting => IsSubscriber(Deed) ? "SUBSCRIBER_CREDENTIALS" : "PUBLISHER_CREDENTIALS";

    /// <summary>The command that grants the role that the deed takes.</summary>
    public string Grant => Deed switch
    {
        Refusals.Deed.Publish => Gcloud.GrantOnTopic(Id, ProjectId, Address, "roles/pubsub.publisher"),
        Refusals.Deed.Consume => Gcloud.GrantOnSubscription(Id, ProjectId, Address, "roles/pubsub.subscriber"),
        Refusals.Deed.Read => Gcloud.GrantOnSubscription(Id, ProjectId, Address, "roles/pubsub.viewer"),
        _ => Gcloud.GrantOnProject(ProjectId, Address, "roles/pubsub.editor"),
    };

    /// <summary>The id of the topic or subscription.</summary>
    public string Id => Resource[(Resource.LastIndexOf(' ') + 1)..];

    /// <summary>Whether the subscriber's account does it.</summary>
    public static bool IsSubscriber(Refusals.Deed deed) => deed is Refusals.Deed.Consume or Refusals.Deed.Read or Refusals.Deed.AdministerSubscription;
}
