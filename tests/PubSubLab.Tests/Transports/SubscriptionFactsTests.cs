using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Tests.Transports;

/// <summary>Effects of a subscription's settings on a lab that pulls.</summary>
public sealed class SubscriptionFactsTests
{
    [Fact]
    public void A_pull_subscription_on_the_topic_works()
    {
        var facts = SubscriptionFacts.Of(Make());

        facts.NoPull.ShouldBeNull();
        facts.NothingFrom("my-project", "lab-tasks").ShouldBeNull();
        facts.ExpiresAfter.ShouldBe(TimeSpan.FromDays(31));
    }

    [Fact]
    public void The_same_topic_name_in_another_project_is_another_topic() =>
        SubscriptionFacts.Of(Make("projects/elsewhere/topics/lab-tasks")).NothingFrom("my-project", "lab-tasks")!.Said.ShouldContain("of another project, elsewhere");

    [Theory]
    [InlineData("_deleted-topic_")]
    [InlineData("projects/my-project/topics/_deleted-topic_")]
    public void A_deleted_topic_is_no_topic_of_that_name(string topic)
    {
        var facts = SubscriptionFacts.Of(Make(topic));

        facts.IsTopicDeleted.ShouldBeTrue();
        facts.NothingFrom("my-project", "_deleted-topic_")!.Said.ShouldContain("was deleted");
    }

    [Fact]
    public void Whatever_takes_the_messages_elsewhere_leaves_none_to_pull_and_no_secret_of_it_is_shown()
    {
        var push = Make();
        push.PushConfig = new PushConfig { PushEndpoint = "https://user:pass@push.example.com/hook?token=s3cret" };
        var table = Make();
        table.BigqueryConfig = new BigQueryConfig { Table = "p.d.t" };
        var bucket = Make();
        bucket.CloudStorageConfig = new CloudStorageConfig { Bucket = "b" };
        var detached = Make();
        detached.Detached = true;

        $"{SubscriptionFacts.Of(push).NoPull}".ShouldSatisfyAllConditions(
            text => text.ShouldContain("a push endpoint at push.example.com"), text => text.ShouldNotContain("s3cret"), text => text.ShouldNotContain("pass@"));
        SubscriptionFacts.Of(table).NoPull!.Said.ShouldContain("the BigQuery table p.d.t");
        SubscriptionFacts.Of(bucket).NoPull!.Said.ShouldContain("the Cloud Storage bucket b");
        SubscriptionFacts.Of(detached).NoPull!.Said.ShouldContain("is detached");
    }

    [Fact]
    public void Delivery_settings_are_read()
    {
        var subscription = Make();
        subscription.EnableMessageOrdering = true;
        subscription.EnableExactlyOnceDelivery = true;
        subscription.Filter = "attributes.a = \"b\"";
        subscription.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = "projects/p/topics/letters", MaxDeliveryAttempts = 7 };
        subscription.ExpirationPolicy = new ExpirationPolicy();

        SubscriptionFacts.Of(subscription).ShouldSatisfyAllConditions(
            facts => facts.Ordering.ShouldBeTrue(),
            facts => facts.ExactlyOnce.ShouldBeTrue(),
            facts => facts.Filter.ShouldBe("attributes.a = \"b\""),
            facts => facts.DeadLetterTopic.ShouldBe("projects/p/topics/letters"),
            facts => facts.MaxDeliveryAttempts.ShouldBe(7),
            facts => facts.ExpiresAfter.ShouldBeNull());
    }

    private static Subscription Make(string topic = "projects/my-project/topics/lab-tasks") =>
        new() { Name = "projects/my-project/subscriptions/lab-tasks-sub", Topic = topic, AckDeadlineSeconds = 10 };
}
