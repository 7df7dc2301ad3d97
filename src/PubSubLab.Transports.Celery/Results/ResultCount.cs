using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Transports.Celery.Connections;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Results;

/// <summary>
/// Counts stored results by their state. It walks over the keys in steps, so that a store with millions of them goes on answering, and gives
/// the counts of the last complete walk.
/// </summary>
internal sealed class ResultCount(RedisConnection redis)
{
    private const int KeysOfAStep = 500;
    private const int StepsOfALook = 20;

    /// <summary>Celery writes the status first. ARGV: the cursor, the number of keys. Answers the next cursor, successes, and failures with revoked ones.</summary>
    private const string Step = """
        local page = redis.call('SCAN', ARGV[1], 'MATCH', 'celery-task-meta-*', 'COUNT', ARGV[2])
        local succeeded, failed = 0, 0
        for _, key in ipairs(page[2]) do
          local ok, head = pcall(redis.call, 'GETRANGE', key, 0, 79)
          local status = ok and type(head) == 'string' and head:match('"status"%s*:%s*"(%u+)"')
          if status == 'SUCCESS' then succeeded = succeeded + 1 end
          if status == 'FAILURE' or status == 'REVOKED' then failed = failed + 1 end
        end
        return {page[1], succeeded, failed}
        """;

    private string _cursor = "0";
    private ResultTotals _sofar = new(0, 0);
    private ResultTotals? _complete;

    /// <summary>Goes on counting. One caller at a time.</summary>
    /// <exception cref="LabException">The store does not answer.</exception>
    public async Task<ResultTotals?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var database = await redis.GetDatabaseAsync();
            for (var step = 0; step < StepsOfALook; step++)
            {
                var answer = (RedisResult[])(await database.ScriptEvaluateAsync(Step, values: [_cursor, KeysOfAStep]).WaitAsync(cancellation))!;
                _sofar = new ResultTotals(_sofar.Succeeded + (long)answer[1], _sofar.Failed + (long)answer[2]);
                _cursor = (string)answer[0]!;
                if (_cursor == "0")
                {
                    (_complete, _sofar) = (_sofar, new ResultTotals(0, 0));
                    break;
                }
            }

            return _complete;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new LabException(redis.Explain(e), e);
        }
    }
}
