using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Subscribing;

public class LeaseTableTests
{
    [Fact]
    public void A_group_leaves_the_table_with_the_last_of_its_deliveries()
    {
        var time = new VirtualTime();
        var table = new LeaseTable(new SubscriberTime(time, time), null!, TimeSpan.FromHours(1));
        var group = new LeaseGroup(table);
        OutstandingDelivery[] deliveries = [Delivery(group, "a"), Delivery(group, "b")];
        group.Hold(deliveries);
        table.Add(group, LeaseTiming.From(new SubscriberClient.Settings(), exactlyOnce: false));

        deliveries[0].Release();
        table.Held().ShouldBe(deliveries);

        deliveries[1].Release();
        table.Held().ShouldBeEmpty();
    }

    private static OutstandingDelivery Delivery(LeaseGroup group, string id) =>
        new(null!, new ReceivedMessage { AckId = id, Message = new PubsubMessage { MessageId = id } }, group, ordered: false);
}
