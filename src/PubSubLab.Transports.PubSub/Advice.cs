using System.Text.RegularExpressions;
using Grpc.Core;

namespace PubSubLab.Transports.PubSub;

/// <summary>Advice about a refusal of Google Cloud, by its reason (google.api.ErrorReason, and those of IAM and organisation policies).</summary>
internal static partial class Advice
{
    /// <summary>The reason of IAM for a right that the account does not have.</summary>
    public const string MissingRight = "IAM_PERMISSION_DENIED";

    /// <summary>Whether the reason is the project, so that every other call meets it too.</summary>
    public static bool ConcernsEveryCall(string reason) => reason is
        "SERVICE_DISABLED" or "BILLING_DISABLED" or "CONSUMER_SUSPENDED" or "CONSUMER_INVALID" or "RESOURCE_PROJECT_INVALID" or "GCP_SUSPENDED" or "SERVICE_NOT_VISIBLE";

    /// <summary>The advice, with the page that Google names. A reason that is not known gets no guess.</summary>
    public static string For(ServiceAnswer answer, Caller caller)
    {
        var advice = ByReason(answer, caller) ?? ByStatus(answer, caller);
        return answer.Link is { } link && !advice.Contains(link, StringComparison.Ordinal) ? $"{advice} Google's page on it: {link}".TrimStart() : advice;
    }

    /// <summary>The advice where a policy of the organisation forbids the call; null where none does.</summary>
    public static string? OrganisationPolicy(ServiceAnswer answer)
    {
        var constraint = answer["constraint"]
            ?? answer.Violations.SelectMany(v => new[] { v.Type, v.Subject }).FirstOrDefault(t => t.StartsWith("constraints/", StringComparison.Ordinal))
            ?? (Constraint().Match(answer.Words) is { Success: true } match ? match.Value : null);
        return constraint is not null || answer.Reason.StartsWith("ORG_", StringComparison.Ordinal)
            || answer.Reason is "RESOURCE_USAGE_RESTRICTION_VIOLATED" or "LOCATION_POLICY_VIOLATED" or "LOCATION_ORG_POLICY_VIOLATED"
            ? $"A policy of the organisation forbids it{(constraint is null ? "" : $" ({constraint})")}. Its administrator can change the policy or exempt the project."
            : null;
    }

    private static string? ByReason(ServiceAnswer answer, Caller caller)
    {
        if (OrganisationPolicy(answer) is { } policy)
        {
            return policy;
        }

        var project = ProjectOf(answer, caller);
        return answer.Reason switch
        {
            "SERVICE_DISABLED" =>
                $"Enable the API: {answer.LinkIn("activationUrl") ?? answer.Link ?? Gcloud.Line("services", "enable", answer["service"] ?? "pubsub.googleapis.com", $"--project={project}")} and wait a few minutes.",
            "BILLING_DISABLED" =>
                $"Link a billing account to the project: {answer.Link ?? $"https://console.cloud.google.com/billing/linkedaccount?project={project}"} and wait a few minutes.",
            "SECURITY_POLICY_VIOLATED" => ServiceControls(answer),
            MissingRight => Missing(answer, caller),
            "USER_PROJECT_DENIED" =>
                $"The account may not use project {project} for quota. Grant it: {Gcloud.GrantOnProject(project, caller.Address, "roles/serviceusage.serviceUsageConsumer")}",
            "RATE_LIMIT_EXCEEDED" or "RESOURCE_QUOTA_EXCEEDED" => Quota(answer, caller),
            "CONSUMER_SUSPENDED" or "GCP_SUSPENDED" => $"Project {project} is suspended. Its owner finds the cause in the console.",
            "CONSUMER_INVALID" or "RESOURCE_PROJECT_INVALID" => $"Google knows no project {project}. Correct PROJECT_ID in dev.env: it is the project's id, not its name.",
            "ACCESS_TOKEN_EXPIRED" => "Check this machine's clock. A person logs in again with: gcloud auth application-default login",
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT" =>
                "The token's scopes leave out Pub/Sub. A machine of Google Cloud needs the scope cloud-platform; a person logs in again with: gcloud auth application-default login",
            "ACCESS_TOKEN_TYPE_UNSUPPORTED" or "CREDENTIALS_MISSING" => $"A key was deleted, or the account was disabled. Look at {caller.Setting}: 'pubsublab doctor' does.",
            "ACCOUNT_STATE_INVALID" =>
                $"The account is deleted or disabled. To enable it again: {Gcloud.Line("iam", "service-accounts", "enable", caller.Address ?? "ADDRESS", $"--project={caller.ProjectId}")}",
            "USER_BLOCKED_BY_ADMIN" => "An administrator of the organisation blocked the account; ask there.",
            _ => null,
        };
    }

    private static string ByStatus(ServiceAnswer answer, Caller caller) => (answer.Code, answer.Reason) switch
    {
        (StatusCode.PermissionDenied, "") => Missing(answer, caller),
        (StatusCode.Unauthenticated, "") => $"A key was deleted, or the account was disabled. Look at {caller.Setting}: 'pubsublab doctor' does.",
        (StatusCode.FailedPrecondition, "") when caller.Deed == Refusals.Deed.Consume =>
            $"A push, export or detached subscription cannot be pulled from. To see its settings: {Gcloud.Line("pubsub", "subscriptions", "describe", caller.Id, $"--project={caller.ProjectId}")}",
        (StatusCode.ResourceExhausted, _) => Quota(answer, caller),
        _ => "",
    };

    private static string Missing(ServiceAnswer answer, Caller caller)
    {
        var what = answer["permission"] is { } permission ? $"It lacks {permission}{(answer["resource"] is { } resource ? $" on {resource}" : "")}. " : "";
        return $"{what}Grant it: {caller.Grant} and wait: a new right takes up to 7 minutes to arrive.";
    }

    private static string Quota(ServiceAnswer answer, Caller caller)
    {
        string?[] facts =
        [
            answer["quota_metric"] is { } metric ? $"metric {metric}" : null,
            answer["quota_limit"] is { } limit ? $"limit {limit}{(answer["quota_limit_value"] is { } value ? $" of {value}" : "")}" : null,
            answer["quota_location"] is { } location ? $"in {location}" : null,
            answer["consumer"] is { } consumer ? $"used by {consumer}" : null,
        ];
        var quota = string.Join(", ", facts.OfType<string>());
        return $"A quota is used up{(quota.Length > 0 ? $": {quota}" : "")}. Slow down, or ask for more: https://console.cloud.google.com/iam-admin/quotas?project={ProjectOf(answer, caller)}";
    }

    private static string ServiceControls(ServiceAnswer answer)
    {
        var id = answer["uid"]
            ?? answer.Violations.Where(v => v.Type == "VPC_SERVICE_CONTROLS").Select(v => v.Description).FirstOrDefault()
            ?? (ServiceControlsId().Match(answer.Words) is { Success: true } match ? match.Groups["id"].Value : null);
        return $"VPC Service Controls keep the call out. An administrator of the organisation finds the rule{(id is null ? "" : $" by this id: {id}")}, and can let the account or this network in.";
    }

    private static string ProjectOf(ServiceAnswer answer, Caller caller) =>
        answer["consumer"] is { } consumer && consumer.StartsWith("projects/", StringComparison.Ordinal) ? consumer["projects/".Length..] : caller.ProjectId;

    [GeneratedRegex(@"vpcServiceControlsUniqueIdentifier: (?<id>[\w-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ServiceControlsId();

    [GeneratedRegex(@"constraints/[\w.-]+\w", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Constraint();
}
