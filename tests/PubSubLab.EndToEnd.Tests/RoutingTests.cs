using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The routing experiment as a process, on the embedded emulator over real streams and pulls.</summary>
public sealed class RoutingTests
{
    [Theory]
    [InlineData("random", "theoryAtRandom", "errorAtRandom")]
    [InlineData("round-robin", "theoryInTurn", "errorInTurn")]
    public async Task Nack_takes_as_many_deliveries_as_theory_says_for_the_dispatch_that_was_chosen(string dispatch, string theory, string error)
    {
        var nack = await MeasureAsync($"--strategy nack --users 100 --workers 10 --messages 1000 --rate 0 --dispatch {dispatch} --seed 1");

        // Four standard errors of a mean over 1,000 messages (0.3 at random, 0.09 in turn): emulator and crowd have a seed, but threads
        // still decide who is first, so each run is another sample, and a right one is further off once in 16,000.
        var allowed = 4 * nack.GetProperty(error).GetDouble();
        nack.GetProperty("deliveriesPerUseful").GetDouble().ShouldBe(nack.GetProperty(theory).GetDouble(), allowed);
        nack.GetProperty("useful").GetInt32().ShouldBe(1_000);
    }

    [Fact]
    public async Task With_too_many_subscriptions_for_streams_workers_pull_and_every_user_gets_what_is_theirs()
    {
        var pulled = await MeasureAsync("--strategy topic-and-sub --users 3000 --workers 10 --messages 3000");

        pulled.GetProperty("how").GetString().ShouldBe("pulls");
        pulled.GetProperty("useful").GetInt32().ShouldBe(3_000);
        pulled.GetProperty("wronglyDelivered").GetInt32().ShouldBe(0);
        pulled.GetProperty("lost").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("experiment routing --users 0", "--users is '0'")]
    [InlineData("experiment routing --users 5 --workers 6", "a worker without a user listens for nobody")]
    [InlineData("experiment routing --users 2000000000 --strategy filter-user", "GiB for it")]
    [InlineData("experiment routing --strategy nope", "There is no routing strategy 'nope'")]
    [InlineData("experiment routing --report report.txt", "Name a file that ends in .html")]
    [InlineData("experiment async --users 5", "--users belongs to the experiment routing")]
    [InlineData("experiment routing --from nowhere.json", "--from is 'nowhere.json', which cannot be read")]
    public async Task What_is_wrong_is_said_in_one_sentence_before_anything_starts(string arguments, string sentence)
    {
        var run = await Lab.RunAsync(arguments);

        run.Code.ShouldBe(2);
        run.Errors[0].ShouldContain(sentence);
        run.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_answer_is_one_table_with_bars_and_no_list_of_checks()
    {
        var run = await Lab.RunAsync("experiment routing --strategy nack --strategy presence-topic --users 10 --workers 5 --messages 100 --rate 0");

        run.Code.ShouldBe(0, string.Join('\n', run.Errors));
        var heading = run.Lines.Single(l => l.Contains("breaks first", StringComparison.Ordinal));
        heading.ShouldContain("per useful");
        var rows = run.Lines.SkipWhile(l => l != heading).Skip(1).Take(2).ToList();
        rows[0].ShouldStartWith("nack ");
        rows[0].ShouldEndWith("more workers");
        rows[1].ShouldStartWith("presence-topic");
        rows[1].ShouldContain("1.00 ██");
        run.Lines.ShouldNotContain(l => l.Contains('✓'));
    }

    private static async Task<JsonElement> MeasureAsync(string arguments)
    {
        var run = await Lab.RunAsync($"experiment routing {arguments} --json");
        var text = string.Join('\n', run.Lines);
        text.ShouldStartWith("{", Case.Sensitive, string.Join('\n', run.Errors));
        return JsonDocument.Parse(text).RootElement.GetProperty("routing").GetProperty("measurements")[0];
    }
}
