using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: PubSubLab.Client.Tests.Support.EndedWithTest]

namespace PubSubLab.Client.Tests.Support;

/// <summary>
/// Ends what a test leaves unfinished. A handler that never ends counts in <see cref="Google.Cloud.PubSub.V1.Concurrency.PoolRelief"/> for the
/// rest of the process, and on a loaded machine keeps the pool's minimum raised.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class EndedWithTestAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<Action>> s_ends = new();

    /// <summary>Calls an action at the end of the test that runs now.</summary>
    internal static void Add(Action end)
    {
        if (TestContext.Current.Test is { } test)
        {
            s_ends.GetOrAdd(test.UniqueID, _ => []).Add(end);
        }
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (s_ends.TryRemove(test.UniqueID, out var ends))
        {
            foreach (var end in ends)
            {
                end();
            }
        }
    }
}
