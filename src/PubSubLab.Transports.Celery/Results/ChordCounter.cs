using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Connections;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Results;

/// <summary>
/// Counts the parts of a chord in the keys of Celery's backend (celery/backends/redis.py, on_chord_part_return): <c>.j</c> holds the parts by
/// their place, <c>.s</c> their number, and <c>.t</c> what was added later.
/// </summary>
internal sealed class ChordCounter(RedisConnection redis, CeleryOptions options)
{
    /// <summary>
    /// Adds a part, and gives all parts where it is the last. KEYS: the parts, what was added, the number. ARGV: the part, its place, its task's id,
    /// the seconds to keep them. A task that ran twice replaces its part: counted twice, it would end the chord before its time.
    /// </summary>
    private const string Add = """
        for _, part in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[2], ARGV[2])) do
          local ok, old = pcall(cjson.decode, part)
          if ok and type(old) == 'table' and old[2] == ARGV[3] then redis.call('ZREM', KEYS[1], part) end
        end
        redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
        for i = 1, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[4]) end
        local size = tonumber(redis.call('GET', KEYS[3]) or '')
        if not size or redis.call('ZCARD', KEYS[1]) ~= size + tonumber(redis.call('GET', KEYS[2]) or '0') then return nil end
        return redis.call('ZRANGE', KEYS[1], 0, -1)
        """;

    /// <summary>Says how many parts a chord has.</summary>
    /// <exception cref="LabException">Redis is not there, or takes nothing.</exception>
    public Task SetSizeAsync(string group, int size) => AskAsync(database => database.StringSetAsync(Key(group, ".s"), size, options.ResultsExpireAfter));

    /// <summary>A part has ended.</summary>
    /// <param name="group">The chord's group.</param>
    /// <param name="index">The part's place; null for the last.</param>
    /// <param name="id">Its task's id.</param>
    /// <param name="status">Its final state.</param>
    /// <param name="result">Its result.</param>
    /// <returns>All parts in order where it was the last of them; null otherwise.</returns>
    /// <exception cref="LabException">Redis is not there, or takes nothing.</exception>
    public async Task<IReadOnlyList<ChordPart>?> AddAsync(string group, long? index, string id, string status, JsonNode? result)
    {
        var part = new JsonArray(1, id, status, result?.DeepClone());
        var parts = (RedisValue[]?)await AskAsync(database => database.ScriptEvaluateAsync(
            Add, [Key(group, ".j"), Key(group, ".t"), Key(group, ".s")],
            [part.ToJsonString(), index?.ToString(CultureInfo.InvariantCulture) ?? "+inf", id, (long)options.ResultsExpireAfter.TotalSeconds]));
        return parts?.Select(static p => ChordPart.Read(Encoding.UTF8.GetString((byte[])p!))).ToList();
    }

    /// <summary>A chord is over. Called when its last task was sent, so that a crash before that loses nothing.</summary>
    /// <exception cref="LabException">Redis is not there.</exception>
    public Task ForgetAsync(string group) => AskAsync(database => database.KeyDeleteAsync([Key(group, ".j"), Key(group, ".t"), Key(group, ".s")]));

    private static RedisKey Key(string group, string part) => $"celery-taskset-meta-{group}{part}";

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        try
        {
            return await ask(await redis.GetDatabaseAsync());
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new LabException(redis.Explain(e), e);
        }
    }
}
