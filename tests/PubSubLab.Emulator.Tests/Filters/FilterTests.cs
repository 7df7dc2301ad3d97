
using PubSubLab.Emulator.Filters;

namespace PubSubLab.Emulator.Tests.Filters;

public sealed class FilterTests
{
    [Theory]
    [InlineData("attributes:a", true)]
    [InlineData("attributes:z", false)]
    [InlineData("attributes.a = \"1\"", true)]
    [InlineData("attributes.a=\"2\"", false)]
    [InlineData("attributes.a != \"2\"", true)]
    [InlineData("attributes.a != \"1\"", false)]
    [InlineData("attributes.z != \"1\"", true)]
    [InlineData("NOT attributes:z", true)]
    [InlineData("-attributes:a", false)]
    [InlineData("NOT (attributes:a AND attributes:z)", true)]
    [InlineData("attributes:a AND NOT attributes:z", true)]
    [InlineData("NOT attributes:a OR attributes:b", true)]
    [InlineData("(attributes:z OR attributes:a) AND attributes:b", true)]
    [InlineData("hasPrefix(attributes.lang, \"en\")", true)]
    [InlineData("hasPrefix(attributes.lang, \"EN\")", false)]
    [InlineData("hasPrefix(attributes.lang, \"\")", true)]
    [InlineData("attributes.\"iana.org/language_tag\" = \"de\"", true)]
    [InlineData("attributes:\"iana.org/language_tag\"", true)]
    [InlineData("attributes.a-b = \"dash\"", true)]
    [InlineData("attributes.esc = \"a\\\"b\"", true)]
    [InlineData("attributes.uni = \"\\u00e9\\x41\\101\\U0001F600\"", true)]
    [InlineData("  attributes:a   AND\tattributes:b ", true)]
    [InlineData("attributes.1 = \"one\"", true)]
    public void A_filter_matches_as_documented(string text, bool expected)
    {
        Filter.TryParse(text, out var filter, out var error).ShouldBeTrue(error?.ToString());
        filter.Matches(new Dictionary<string, string>
        {
            ["a"] = "1", ["b"] = "2", ["lang"] = "en-GB", ["iana.org/language_tag"] = "de", ["a-b"] = "dash", ["esc"] = "a\"b",
            ["uni"] = "éAA😀", ["1"] = "one",
        }).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("bogus(", 0, "attributes or hasPrefix")]
    [InlineData("attributes", 10, "'.' and a key")]
    [InlineData("attributes.a", 12, "'=' or '!='")]
    [InlineData("attributes.a = 5", 15, "double quotes")]
    [InlineData("attributes.a = 'x'", 15, "double quotes")]
    [InlineData("attributes.a = \"x", 15, "no closing")]
    [InlineData("\"x\" = attributes.a", 0, "left")]
    [InlineData("attributes:a and attributes:b", 13, "upper-case")]
    [InlineData("attributes:a AND attributes:b OR attributes:c", 30, "parentheses")]
    [InlineData("attributes:a attributes:b", 13, "AND, OR")]
    [InlineData("(attributes:a", 0, "never closed")]
    [InlineData("attributes:a)", 12, "closes nothing")]
    [InlineData("NOT NOT attributes:a", 4, "once")]
    [InlineData("hasPrefix(attributes.a)", 22, "','")]
    [InlineData("attributes.a ! \"x\"", 13, "'!='")]
    [InlineData("attributes.a = \"\\q\"", 16, "escape")]
    [InlineData("attributes.a = \"\\u12zz\"", 16, "4 hexadecimal digits")]
    [InlineData("attributes.a = \"\\u12", 16, "4 digits")]
    [InlineData("attributes.a = \"\\189\"", 16, "3 octal digits")]
    [InlineData("attributes.a = \"\\ud800\"", 16, "not a Unicode character")]
    [InlineData("attributes.\"\" = \"x\"", 11, "empty")]
    [InlineData("attributes:a$", 12, "no meaning")]
    public void An_error_says_where_and_why(string text, int position, string reason)
    {
        Filter.TryParse(text, out _, out var error).ShouldBeFalse();
        error!.Position.ShouldBe(position, error.Reason);
        error.Reason.ShouldContain(reason);
    }

    [Fact]
    public void A_filter_has_at_most_256_bytes()
    {
        var fits = $"attributes.a=\"{new string('x', 256 - 15)}\"";
        Filter.TryParse(fits, out _, out _).ShouldBeTrue();
        Filter.TryParse(fits + " ", out _, out var error).ShouldBeFalse();
        error!.Reason.ShouldContain("256");
    }
}
