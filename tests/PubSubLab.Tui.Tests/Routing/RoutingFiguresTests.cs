using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Routing;

namespace PubSubLab.Tui.Tests.Routing;

public class RoutingFiguresTests
{
    private const int UsersField = 3;
    private const int WorkersField = 4;

    [Fact]
    public void At_first_nack_stands_beside_a_filter_for_each_user_and_a_map()
    {
        var options = new RoutingFigures(RoutingCatalog.All).ToOptions();

        options.Strategies.ShouldBe(["nack", "filter-user", "presence"]);
        (options.Scale.Users, options.Scale.Workers, options.Rate, options.Messages, options.RetryMin, options.MaxAttempts).ShouldBe((20, 10, 50, 1_000, null, null));
    }

    [Fact]
    public void A_figure_is_turned_by_steps_and_stays_at_its_ends()
    {
        var figures = new RoutingFigures(RoutingCatalog.All);
        figures.Backoff.Turn(1);
        figures.Attempts.Turn(-1);
        figures.Attempts.Turn(1);
        figures.Rate.Turn(100);

        var options = figures.ToOptions();
        (options.RetryMin, options.MaxAttempts, options.Rate).ShouldBe((TimeSpan.FromMilliseconds(100), 5, 500));
    }

    [Fact]
    public void There_are_never_more_workers_than_users()
    {
        var figures = new RoutingFigures(RoutingCatalog.All);
        figures.Turn(UsersField, -2);
        (figures.Users.Value, figures.Workers.Value).ShouldBe((5, 5));

        figures.Turn(WorkersField, 2);
        (figures.Users.Value, figures.Workers.Value).ShouldBe((20, 15));
    }

    [Fact]
    public void A_lane_never_takes_a_strategy_that_another_has_and_the_third_can_be_empty()
    {
        var figures = new RoutingFigures(RoutingCatalog.All);
        var seen = new HashSet<string?>();
        for (var i = 0; i < 20; i++)
        {
            figures.Turn(2, 1);
            figures.Strategies.ShouldBeUnique();
            seen.Add(figures.Strategies[2]);
            figures.Turn(0, -1);
            figures.Strategies.ShouldBeUnique();
            figures.Strategies[0].ShouldNotBeNull();
        }

        seen.ShouldContain((string?)null);
        seen.Count.ShouldBeGreaterThan(4);
    }
}
