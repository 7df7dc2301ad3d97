namespace PubSubLab.Lab.Tests;

public class NearestTests
{
    [Theory]
    [InlineData("asinc", "async")]
    [InlineData("ASYNC", "async")]
    [InlineData("asnyc", "async")]
    [InlineData("--them", "--theme")]
    [InlineData("exactlyonce", "exactly-once")]
    [InlineData("slow", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void A_word_with_a_letter_or_two_wrong_is_known(string word, string? meant) =>
        Nearest.To(word, ["async", "crash", "exactly-once", "--theme"]).ShouldBe(meant);

    [Fact]
    public void Of_two_the_nearer_one_is_taken() => Nearest.To("user-nac", ["user-nack", "user-nick", "nack"]).ShouldBe("user-nack");
}
