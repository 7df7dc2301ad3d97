using System.Security.Cryptography;
using Google.Apis.Auth.OAuth2;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using PubSubLab.Transports.PubSub;
using Status = Grpc.Core.Status;

namespace PubSubLab.Tests.Transports;

/// <summary>The lab's report of a refusal of Google Cloud: Google's words and reason, the account, and advice for that reason.</summary>
public sealed class RefusalsTests
{
    private const string Publisher = "publisher@my-project.iam.gserviceaccount.com";
    private const string Subscriber = "subscriber@my-project.iam.gserviceaccount.com";
    private const string Activation = "https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview?project=7";

    private static readonly string s_key = MakeKey();

    private readonly PubSubTransportOptions _options = new()
    {
        ProjectId = "my-project", Description = "test", PublisherCredential = CredentialOf("publisher", Publisher), SubscriberCredential = CredentialOf("subscriber", Subscriber),
    };

    [Theory]
    [InlineData("SERVICE_DISABLED", "activationUrl", Activation, $"Enable the API: {Activation}")]
    [InlineData("BILLING_DISABLED", "consumer", "projects/7", "billing/linkedaccount?project=7")]
    [InlineData("SECURITY_POLICY_VIOLATED", "uid", "aBc-1_2", "finds the rule by this id: aBc-1_2")]
    [InlineData("ORG_RESTRICTION_VIOLATION", "service", "pubsub.googleapis.com", "A policy of the organisation forbids it.")]
    [InlineData("RESOURCE_USAGE_RESTRICTION_VIOLATED", "constraint", "constraints/gcp.restrictServiceUsage", "forbids it (constraints/gcp.restrictServiceUsage)")]
    [InlineData("USER_PROJECT_DENIED", "consumer", "projects/7", "roles/serviceusage.serviceUsageConsumer")]
    [InlineData("CONSUMER_INVALID", "consumer", "projects/7", "Google knows no project 7.")]
    [InlineData("RATE_LIMIT_EXCEEDED", "quota_metric", "pubsub.googleapis.com/regionalpublisher", "metric pubsub.googleapis.com/regionalpublisher")]
    [InlineData("IAM_PERMISSION_DENIED", "permission", "pubsub.topics.publish", "It lacks pubsub.topics.publish.")]
    public void Each_reason_has_its_advice_and_the_words_of_Google_before_it(string reason, string key, string value, string advice)
    {
        var refusal = Explain(Refused(StatusCode.PermissionDenied, "Their words.", Info(reason, (key, value))), Refusals.Deed.Publish);

        refusal.Said.ShouldBe($"The publisher account {Publisher} cannot publish to topic lab-tasks. Google says: Their words. (PERMISSION_DENIED, {reason})");
        refusal.WayOut!.ShouldContain(advice);
        refusal.Message.ShouldBe($"{refusal.Said} {refusal.WayOut}");
    }

    [Theory]
    [InlineData("SERVICE_DISABLED")]
    [InlineData("BILLING_DISABLED")]
    [InlineData("SECURITY_POLICY_VIOLATED")]
    [InlineData("A_REASON_OF_TOMORROW")]
    public void A_reason_that_is_no_missing_right_is_never_answered_with_a_role(string reason) =>
        Explain(Refused(StatusCode.PermissionDenied, "No.", Info(reason)), Refusals.Deed.Publish).Message.ShouldNotContain("roles/");

    [Fact]
    public void The_id_for_the_administrator_is_found_in_a_violated_precondition_and_in_the_words()
    {
        var violated = new PreconditionFailure { Violations = { new PreconditionFailure.Types.Violation { Type = "VPC_SERVICE_CONTROLS", Description = "fromDetail" } } };

        WayOut(Refused(StatusCode.PermissionDenied, "No.", Info("SECURITY_POLICY_VIOLATED"), violated)).ShouldContain("this id: fromDetail");
        WayOut(Refused(StatusCode.PermissionDenied, "Prohibited. vpcServiceControlsUniqueIdentifier: fromWords.", Info("SECURITY_POLICY_VIOLATED"))).ShouldContain("this id: fromWords,");
    }

    [Fact]
    public void A_quota_is_named_with_its_limit_and_its_consumer()
    {
        var info = Info("RATE_LIMIT_EXCEEDED", ("quota_metric", "m"), ("quota_limit", "l"), ("quota_limit_value", "60"), ("quota_location", "europe-west3"), ("consumer", "projects/7"));

        WayOut(Refused(StatusCode.ResourceExhausted, "Quota exceeded.", info)).ShouldStartWith("A quota is used up: metric m, limit l of 60, in europe-west3, used by projects/7.");
    }

    [Theory]
    [InlineData(Refusals.Deed.Publish, Publisher, "gcloud pubsub topics add-iam-policy-binding lab-tasks")]
    [InlineData(Refusals.Deed.Consume, Subscriber, "gcloud pubsub subscriptions add-iam-policy-binding lab-tasks")]
    [InlineData(Refusals.Deed.Read, Subscriber, "--role=roles/pubsub.viewer")]
    [InlineData(Refusals.Deed.AdministerTopic, Publisher, "gcloud projects add-iam-policy-binding my-project")]
    [InlineData(Refusals.Deed.AdministerSubscription, Subscriber, "gcloud projects add-iam-policy-binding my-project")]
    public void The_account_that_made_the_call_is_named_and_gets_the_right_it_lacks(object deed, string account, string line)
    {
        var refusal = Explain(Refused(StatusCode.PermissionDenied, "User not authorized to perform this action."), (Refusals.Deed)deed);

        refusal.Said.ShouldContain($" account {account} cannot ");
        refusal.WayOut!.ShouldContain(line);
        refusal.WayOut!.ShouldContain($"--member=serviceAccount:{account} ");
    }

    [Fact]
    public void A_localized_message_stands_for_the_detail_and_the_page_that_Google_names_is_shown()
    {
        var help = new Help { Links = { new Help.Types.Link { Url = "javascript:alert(1)" }, new Help.Types.Link { Url = "https://cloud.google.com/help" } } };
        var refusal = Explain(
            Refused(StatusCode.PermissionDenied, "detail", Info("A_REASON_OF_TOMORROW"), new LocalizedMessage { Locale = "de-DE", Message = "Auf Deutsch." }, help), Refusals.Deed.Publish);

        refusal.Said.ShouldContain("Google says: Auf Deutsch.");
        refusal.Message.ShouldNotContain("detail");
        refusal.WayOut.ShouldBe("Google's page on it: https://cloud.google.com/help");
    }

    [Fact]
    public void Texts_of_the_service_are_made_printable_and_are_no_commands()
    {
        var refusal = Explain(
            Refused(
                StatusCode.PermissionDenied, "\u001b[2J\u202e" + new string('x', 5_000),
                Info("SERVICE_DISABLED\u0007", ("consumer", "projects/x; rm -rf ~"), ("activationUrl", "file:///etc/passwd\u001b[31m"))),
            Refusals.Deed.Publish);

        refusal.Message.ShouldAllBe(c => c >= ' ' && c != '\u202e');
        refusal.Message.Length.ShouldBeLessThan(2_000);
        refusal.Message.ShouldNotContain("file:");
        Explain(Refused(StatusCode.PermissionDenied, "No.", Info("USER_PROJECT_DENIED", ("consumer", "projects/x'; rm -rf ~"))), Refusals.Deed.Publish).WayOut!
            .ShouldContain(@"add-iam-policy-binding 'x'\''; rm -rf ~' --member=");
    }

    [Fact]
    public void Details_that_cannot_be_read_leave_the_status()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", [0xff, 0xff, 0xff] } };

        Explain(new RpcException(new Status(StatusCode.PermissionDenied, "No."), trailers), Refusals.Deed.Publish).Said.ShouldEndWith("Google says: No. (PERMISSION_DENIED)");
    }

    [Fact]
    public void A_silence_is_no_pair_of_empty_brackets()
    {
        var refusal = Explain(Refused(StatusCode.DeadlineExceeded, ""), Refusals.Deed.Publish);

        refusal.Said.ShouldBe("Google Cloud Pub/Sub (pubsub.googleapis.com:443) did not answer in time (DEADLINE_EXCEEDED).");
        refusal.MeetsEveryCall.ShouldBeTrue();
    }

    [Theory]
    [InlineData("SERVICE_DISABLED", true)]
    [InlineData("BILLING_DISABLED", true)]
    [InlineData("IAM_PERMISSION_DENIED", false)]
    [InlineData("SECURITY_POLICY_VIOLATED", false)]
    public void What_is_the_projects_fault_meets_every_call(string reason, bool every) =>
        Explain(Refused(StatusCode.PermissionDenied, "No.", Info(reason)), Refusals.Deed.Publish).MeetsEveryCall.ShouldBe(every);

    [Fact]
    public void A_publish_without_an_answer_may_have_been_taken_and_one_that_was_refused_was_not()
    {
        ((RefusalException)new Refusals(_options).ExplainPublish(Refused(StatusCode.Unavailable, "down"), "lab-tasks", wasSent: true)).OutcomeIsUnknown.ShouldBeTrue();
        ((RefusalException)new Refusals(_options).ExplainPublish(Refused(StatusCode.ResourceExhausted, "slow down"), "lab-tasks", wasSent: true)).OutcomeIsUnknown.ShouldBeFalse();
    }

    private string WayOut(RpcException e) => Explain(e, Refusals.Deed.Publish).WayOut!;

    private RefusalException Explain(RpcException e, Refusals.Deed deed) => new Refusals(_options).Explain(e, deed, "topic lab-tasks").ShouldBeOfType<RefusalException>();

    private static ErrorInfo Info(string reason, params (string Key, string Value)[] metadata)
    {
        var info = new ErrorInfo { Reason = reason, Domain = "googleapis.com" };
        foreach (var (key, value) in metadata)
        {
            info.Metadata.Add(key, value);
        }

        return info;
    }

    private static RpcException Refused(StatusCode code, string words, params IMessage[] details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = words };
        status.Details.AddRange(details.Select(d => Any.Pack(d)));
        return new RpcException(new Status(code, words), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }

    private static AccountCredential CredentialOf(string role, string account)
    {
        var credential = new ServiceAccountCredential(new ServiceAccountCredential.Initializer(account).FromPrivateKey(s_key)).ToGoogleCredential();
        var loaded = new AccountCredential(role, _ => Task.FromResult(credential));
        loaded.LoadAsync(CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        return loaded;
    }

    private static string MakeKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
