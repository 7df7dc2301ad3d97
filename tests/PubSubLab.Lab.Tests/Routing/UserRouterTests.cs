using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class UserRouterTests
{
    private static readonly Guid s_one = Guid.Parse("12345678-1234-5678-1234-567812345678");
    private static readonly Guid s_other = Guid.Parse("aaaaaaaa-1234-4678-8234-56781234567b");

    public static TheoryData<string> Names => [.. RoutingCatalog.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_reaches_its_users_worker_and_no_other_keeps_it(string name) => VirtualTime.Run(async time =>
    {
        var (session, broker) = Lab(time);
        var strategy = RoutingCatalog.Get(name);
        await using (session)
        {
            var one = await SpawnAsync(session, strategy, s_one);
            var other = await SpawnAsync(session, strategy, s_other);
            var order = await session.Router.RouteAsync(new PublishOrder(new TaskDraft()) { Count = 5 }, strategy, s_one, CancellationToken.None);
            await session.Publisher.PublishAsync(order);
            await Task.Delay(TimeSpan.FromSeconds(30), time.Clock);

            var (kept, none) = (session.Journal.Workers.Of(one.Name), session.Journal.Workers.Of(other.Name));
            kept.Acked.ShouldBe(5);
            none.Acked.ShouldBe(0);
            (none.Delivered > 0).ShouldBe(name == "nack", "only where all share a subscription does another worker see it");
        }

        broker.Subscriptions.ShouldBe(["lab-tasks-sub"], "what a strategy takes goes with the session");
    });

    [Fact]
    public void A_message_that_is_sent_first_waits_for_the_worker_that_comes_later() => VirtualTime.Run(async time =>
    {
        var (session, _) = Lab(time);
        await using (session)
        {
            var strategy = RoutingCatalog.Get("topic-and-sub");
            await session.Publisher.PublishAsync(await session.Router.RouteAsync(new PublishOrder(new TaskDraft()), strategy, s_one, CancellationToken.None));
            var worker = await SpawnAsync(session, strategy, s_one);
            await Task.Delay(TimeSpan.FromSeconds(1), time.Clock);

            session.Journal.Workers.Of(worker.Name).Acked.ShouldBe(1);
        }
    });

    [Theory]
    [InlineData("presence")]
    [InlineData("presence-topic")]
    public void A_user_that_the_map_does_not_know_is_refused_and_one_that_moved_is_found(string name) => VirtualTime.Run(async time =>
    {
        var (session, _) = Lab(time);
        await using (session)
        {
            var strategy = RoutingCatalog.Get(name);
            var order = new PublishOrder(new TaskDraft());
            var e = await Should.ThrowAsync<LabException>(() => session.Router.RouteAsync(order, strategy, s_one, CancellationToken.None));
            e.Message.ShouldContain($"The map of {name} does not know where user {s_one} is");

            var first = await SpawnAsync(session, strategy, s_one);
            var second = await SpawnAsync(session, strategy, s_one);
            await session.Publisher.PublishAsync(await session.Router.RouteAsync(order, strategy, s_one, CancellationToken.None));
            await Task.Delay(TimeSpan.FromSeconds(1), time.Clock);

            second.Subscription.ShouldNotBe(first.Subscription);
            session.Journal.Workers.Of(first.Name).Acked.ShouldBe(0);
            session.Journal.Workers.Of(second.Name).Acked.ShouldBe(1);
        }
    });

    [Fact]
    public void The_persons_attributes_stay_and_the_strategys_join_them() => VirtualTime.Run(async time =>
    {
        var (session, _) = Lab(time);
        await using (session)
        {
            var draft = new TaskDraft { Attributes = new Dictionary<string, string> { ["priority"] = "high" } };
            var order = await session.Router.RouteAsync(new PublishOrder(draft), RoutingCatalog.Get("filter-mod"), s_one, CancellationToken.None);

            var task = order.Draft.Build();
            task.UserId.ShouldBe($"{s_one:D}");
            task.Attributes["priority"].ShouldBe("high");
            task.Attributes["user_id_mod_100"].ShouldBe($"{UserKey.NumberOf(s_one) % 100}");
            order.Topic.ShouldNotBeNull().ShouldEndWith("-tasks");
        }
    });

    [Fact]
    public void Users_that_are_apart_need_a_worker_each_and_those_together_one() => VirtualTime.Run(async time =>
    {
        var (session, _) = Lab(time);
        await using (session)
        {
            Guid[] users = [s_one, s_other];
            Should.Throw<LabException>(() => session.Router.ListenFor(RoutingCatalog.Get("filter-mod"), users)).Message.ShouldContain("these 2 users are on 2 subscriptions");
            Should.Throw<LabException>(() => session.Router.ListenFor(RoutingCatalog.Get("filter-mod"), [])).Message.ShouldContain("needs a user");
            session.Router.ListenFor(RoutingCatalog.Get("nack"), users).Filter.ShouldBeNull();
        }
    });

    [Fact]
    public void A_backend_without_filters_is_said_to_lack_them_before_anything_is_made() => VirtualTime.Run(async time =>
    {
        var (session, broker) = Lab(time, filters: false);
        await using (session)
        {
            var e = await Should.ThrowAsync<LabException>(() => SpawnAsync(session, RoutingCatalog.Get("filter-user"), s_one));
            e.Message.ShouldContain("ignores filters, and filter-user needs them");
            broker.Subscriptions.ShouldBe(["lab-tasks-sub"]);
        }
    });

    private static (LabSession Session, InMemoryTransport Broker) Lab(VirtualTime time, bool filters = true)
    {
        var broker = new InMemoryTransport(time.Clock) { HonoursFilters = filters };
        var session = new LabSession(broker, new LabJournal(time.Clock));
        session.StartAsync().IsCompletedSuccessfully.ShouldBeTrue();
        return (session, broker);
    }

    private static async Task<Worker> SpawnAsync(LabSession session, IRoutingStrategy strategy, Guid user) =>
        await session.Workers.SpawnAsync(await session.Router.ListenAsync(new WorkerSpec(), strategy, [user], CancellationToken.None));
}
