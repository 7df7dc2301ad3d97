using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Routing;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class RoutingLedgerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RoutingCrowd _crowd = new(new RoutingOptions { Messages = 2, Scale = new RoutingScale { Users = 4, Workers = 2 } });
    private readonly RoutingLedger _ledger;

    public RoutingLedgerTests() => _ledger = new RoutingLedger(_crowd, _time);

    private int User => _crowd.Recipients[0];

    private int Worker => _crowd.WorkerOf[User];

    [Fact]
    public void A_message_that_its_users_worker_keeps_is_useful_and_its_latency_counts_from_publishing()
    {
        _ledger.Sending(0);
        _ledger.Sent(0);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        _ledger.Keep(0, User, Worker, rightPlace: true);

        _ledger.Useful.ShouldBe(1);
        _ledger.ReadLatencies().ShouldBe([250.0]);
    }

    [Fact]
    public void Kept_by_another_worker_or_for_another_user_or_from_another_subscription_is_wrong()
    {
        _ledger.Keep(0, User, 1 - Worker, rightPlace: true);
        _ledger.Misdelivered.ShouldBe(1);

        _ledger.Keep(1, _crowd.Recipients[1], _crowd.WorkerOf[_crowd.Recipients[1]], rightPlace: false);
        _ledger.Misdelivered.ShouldBe(2);
        _ledger.Useful.ShouldBe(0);

        var other = new RoutingLedger(_crowd, _time);
        other.Keep(0, (User + 1) % 4, _crowd.WorkerOf[(User + 1) % 4], rightPlace: true);
        other.Misdelivered.ShouldBe(1);
    }

    [Fact]
    public void Kept_by_the_worker_that_the_user_has_left_is_wrong()
    {
        _ledger.Move(User, 1 - Worker);
        _ledger.Keep(0, User, Worker, rightPlace: true);

        _ledger.Misdelivered.ShouldBe(1);
    }

    [Fact]
    public void Kept_again_is_a_duplicate_and_not_useful_twice()
    {
        _ledger.Keep(0, User, Worker, rightPlace: true);
        _ledger.Keep(0, User, Worker, rightPlace: true);

        (_ledger.Useful, _ledger.Duplicates).ShouldBe((1, 1));
    }

    [Fact]
    public void What_nobody_saw_and_what_was_given_back_are_told_apart()
    {
        _ledger.Sent(0);
        _ledger.Sent(1);
        _ledger.GaveBack(1);

        _ledger.ReadOpen().ShouldBe((1, 1));
    }

    [Fact]
    public void Is_settled_when_the_last_message_is_kept_or_dead_lettered()
    {
        _ledger.Keep(0, User, Worker, rightPlace: true);
        _ledger.Settled.IsCompleted.ShouldBeFalse();
        _ledger.DeadLetter(1);

        _ledger.Settled.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void A_message_counts_as_published_once_however_often_it_was_passed_on()
    {
        _ledger.Sent(0);
        _ledger.PassedOn(0);
        _ledger.Park(1);
        _ledger.PassedOn(1);

        (_ledger.Published, _ledger.Publishes, _ledger.Forwarded, _ledger.Parked).ShouldBe((2, 3, 2, 1));
    }

    [Fact]
    public void A_map_parks_messages_of_absent_users_until_they_connect()
    {
        var map = new PresenceMap();
        map.WhereOrPark(7, 1).ShouldBeNull();
        map.WhereOrPark(7, 2).ShouldBeNull();

        map.Connect(7, 3).ShouldBe([1, 2]);
        map.WhereOrPark(7, 3).ShouldBe(3);
        map.Connect(7, 4).ShouldBeEmpty();
    }

    [Fact]
    public void A_worker_that_notices_late_does_not_take_a_user_off_the_map_who_is_elsewhere_by_now()
    {
        var map = new PresenceMap();
        map.Connect(7, 1);
        map.Connect(7, 2);
        map.Leave(7, 1);
        map.WhereOrPark(7, 1).ShouldBe(2);

        map.Leave(7, 2);
        map.WhereOrPark(7, 1).ShouldBeNull();
    }
}
