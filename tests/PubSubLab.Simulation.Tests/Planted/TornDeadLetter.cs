using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Topics;
using PubSubLab.Simulation.Disks;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A store that writes a dead letter in two transactions: first into its topic, with the next commit out of its source.</summary>
internal sealed class TornDeadLetter : PlantedFault
{
    public override IDatabase Disk(IDatabase database, SimulatedDisk disk) => new Torn(database, disk);

    private sealed class Torn(IDatabase inner, SimulatedDisk disk) : PassingDatabase(inner)
    {
        private static readonly string s_begin =
            $"""
            CREATE TABLE IF NOT EXISTS torn AS SELECT * FROM entries WHERE FALSE;
            DROP TABLE IF EXISTS done;
            CREATE TABLE done AS SELECT message, subscription FROM entries WHERE state = {(int)EntryState.Done};
            """;

        private static readonly string s_takeOut =
            $"""
            INSERT INTO torn SELECT * FROM entries WHERE state = {(int)EntryState.Done} AND (message, subscription) NOT IN (SELECT message, subscription FROM done);
            DELETE FROM entries WHERE (message, subscription) IN (SELECT message, subscription FROM torn);
            """;

        private bool _isTorn;

        public override void Commit(IReadOnlyList<StoreOperation> operations)
        {
            if (_isTorn)
            {
                disk.Execute("INSERT OR REPLACE INTO entries SELECT * FROM torn; DELETE FROM torn");
                _isTorn = false;
            }

            base.Commit([.. operations.Where(static operation => operation is not DeadLetterOperation)]);
            foreach (var letter in operations.OfType<DeadLetterOperation>())
            {
                disk.Execute(s_begin);
                base.Commit([letter]);
                disk.Execute(s_takeOut);
                _isTorn = true;
            }
        }
    }
}
