namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>The kinds of credentials that a file holds, and how a test gets one.</summary>
internal static class CredentialKind
{
    /// <summary>A workload of another identity provider.</summary>
    private const string Workload = "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/subject/build";

    private const string Robot = "robot@my-project.iam.gserviceaccount.com";

    public static IReadOnlyList<string> All { get; } =
    [
        "service_account",
        "authorized_user",
        "impersonated_service_account by a person",
        "impersonated_service_account by a key",
        "external_account",
        "external_account with impersonation",
        "external_account_authorized_user",
    ];

    /// <summary>Writes a file of a kind that acts as an account.</summary>
    /// <returns>Its path.</returns>
    public static string Write(LoopbackCloud cloud, string kind, string file, string account)
    {
        switch (kind)
        {
            case "service_account":
                return cloud.Files.Key(file, account);
            case "authorized_user":
                return cloud.Files.User(file, account);
            case "impersonated_service_account by a person":
                cloud.Rights.LetImpersonate(LoopbackCloud.Person, account);
                return cloud.Files.ImpersonatedByUser(file, LoopbackCloud.Person, account);
            case "impersonated_service_account by a key":
                cloud.Rights.LetImpersonate(Robot, account);
                return cloud.Files.ImpersonatedByKey(file, Robot, account);
            case "external_account_authorized_user":
                return cloud.Files.ExternalUser(file, account);
            case "external_account":
                cloud.Rights.Set(Workload, "roles/pubsub.publisher", "roles/pubsub.subscriber");
                return cloud.Files.External(file, WorkloadToken(cloud));
            case "external_account with impersonation":
                cloud.Rights.LetImpersonate(Workload, account);
                return cloud.Files.External(file, WorkloadToken(cloud), account);
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of credentials.");
        }
    }

    private static string WorkloadToken(LoopbackCloud cloud)
    {
        cloud.Tokens.Workload ??= (cloud.Accounts.MakeSecret(), Workload);
        var path = Path.Combine(cloud.Folder, "workload-token");
        File.WriteAllText(path, cloud.Tokens.Workload.Value.Token);
        return path;
    }
}
