using CsCheck;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>After any commands the files say what memory says. <see cref="PropertyRun"/> says for how long and from which seed.</summary>
public sealed class StorePropertyTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task What_a_kill_leaves_is_what_memory_has(bool commitsFail, bool spills) =>
        await Gen.Int[0, int.MaxValue].Array[1, 120]
            .SampleAsync(
                async commands =>
                {
                    await using var world = new StoredWorld(spills);
                    foreach (var part in commands.Chunk(20))
                    {
                        if (commitsFail)
                        {
                            world.Break(part[0]);
                        }

                        await world.RunAsync(part);
                        await world.CompareAsync(seek: false);
                    }

                    await world.CompareAsync(seek: true);
                },
                seed: PropertyRun.Seed,
                time: PropertyRun.Seconds,
                threads: 1,
                print: static commands => string.Join(' ', commands));

    /// <summary>Commands that once left files and memory apart, in the form in which the property prints them.</summary>
    /// <param name="commands">The commands.</param>
    [Theory]
    // Acknowledged messages of a key came back with an earlier one; then the subscription retained nothing any more, and the files were done with them.
    [InlineData("1514252669 1309635946 145923592 106289734 1135456834 2007174874 1152005158 1015615678 1437116169 965137311 1496440310 1328719580 1372391276 1287570340 600989193 1457365134 104678827 1728416606")]
    public async Task What_was_found_stays_mended(string commands)
    {
        await using var world = new StoredWorld(spills: false);

        await world.RunAsync(commands.Split(' ').Select(int.Parse));

        await world.CompareAsync(seek: false);
        await world.CompareAsync(seek: true);
    }
}
