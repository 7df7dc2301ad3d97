using System.Numerics;
using PubSubLab.Lab.Routing;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class TopicAndSubTests
{
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", 1000, 1000, 0, 0)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", 1000, 1000, 211, 455)]
    [InlineData("12345678-1234-5678-1234-567812345678", 1000, 1000, 778, 104)]
    [InlineData("00000000-0000-0000-0000-000000000000", 10, 100, 0, 0)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", 10, 100, 4, 55)]
    [InlineData("12345678-1234-5678-1234-567812345678", 10, 100, 1, 4)]
    public void A_user_has_one_topic_and_one_subscription(string uuid, ulong topics, ulong subs, ulong topic, ulong sub)
    {
        new TopicAndSub(topics, subs).Of(Guid.Parse(uuid)).ShouldBe((topic, sub));
        new TopicAndSub(topics, subs).NamesOf(Guid.Parse(uuid)).ShouldBe(($"chat-topic-{topic}", $"chat-sub-{sub}"));
    }

    [Fact]
    public void Agrees_with_arithmetic_on_big_integers_for_any_user_and_any_totals()
    {
        var random = new Random(11);
        var bytes = new byte[16];
        for (var i = 0; i < 2_000; i++)
        {
            random.NextBytes(bytes);
            var topics = (ulong)random.NextInt64(1, i % 2 == 0 ? 5_000 : long.MaxValue);
            var subs = (ulong)random.NextInt64(1, i % 3 == 0 ? 5_000 : long.MaxValue);
            var u = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
            var s = u % subs;

            new TopicAndSub(topics, subs).Of(new Guid(bytes, bigEndian: true)).ShouldBe(((ulong)((u - s) / subs % topics), (ulong)s));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_total_of_zero_is_refused(ulong topics, ulong subs) =>
        Should.Throw<LabException>(() => new TopicAndSub(topics, subs).Of(Guid.Empty)).Message.ShouldContain("at least 1");
}
