using PubSubLab.Lab.Ports;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Reads a queue's figures from Redis and changes nothing.</summary>
internal static class RedisQueueLook
{
    /// <summary>Limit of outstanding tasks, and of ready ones, that are read for their eta and retries.</summary>
    private const int MaxTasks = 500;

    /// <summary>Limit of a message that is read for its eta and retries.</summary>
    private const int MaxBytes = 64 * 1_024;

    /// <summary>
    /// KEYS: unacked, unacked_index, the queue's lists. ARGV: the most tasks to read, the most bytes of one, the queue. Answers the number of
    /// ready tasks, the number of outstanding ones of all queues, whether all were read, then eta and retries of each task of the
    /// queue that has any. Kombu keeps what workers have in one hash for all queues.
    /// </summary>
    private const string Look = """
        local most, bytes, queue = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
        local ready, whole, told = 0, 1, {}
        local function read(payload)
          if not payload then return nil end
          if #payload > bytes then whole = 0 return nil end
          local ok, value = pcall(cjson.decode, payload)
          return ok and type(value) == 'table' and value or nil
        end
        local function tell(message)
          local headers = type(message) == 'table' and message.headers
          if type(headers) ~= 'table' then return end
          local eta, retries = headers.eta, tonumber(headers.retries) or 0
          if type(eta) ~= 'string' then eta = '' end
          if eta ~= '' or retries > 0 then
            told[#told + 1] = eta
            told[#told + 1] = tostring(retries)
          end
        end
        for i = 3, #KEYS do
          local length = redis.call('LLEN', KEYS[i])
          ready = ready + length
          if length > most then whole = 0 end
          for _, payload in ipairs(redis.call('LRANGE', KEYS[i], math.max(0, length - most), -1)) do tell(read(payload)) end
        end
        local outstanding = redis.call('HLEN', KEYS[1])
        if outstanding > most then whole = 0 end
        for _, tag in ipairs(redis.call('ZREVRANGE', KEYS[2], 0, most - 1)) do
          local entry = read(redis.call('HGET', KEYS[1], tag) or nil)
          if entry and entry[3] == queue and (entry[2] == '' or entry[2] == queue) then tell(entry[1]) end
        end
        return {ready, outstanding, whole, told}
        """;

    /// <summary>The figures of a queue.</summary>
    public static async Task<BacklogState> ReadAsync(IDatabase database, RedisKeys keys, string queue, DateTimeOffset now)
    {
        var answer = (RedisResult[])(await database.ScriptEvaluateAsync(
            Look, [.. keys.Books, .. keys.ListsOf(queue)], [MaxTasks, MaxBytes, queue]))!;
        var tasks = ((string[])answer[3]!).Chunk(2).Select(t => (t[0], int.TryParse(t[1], out var retries) ? retries : 0)).ToList();
        var state = new BacklogState((long)answer[0], 0, null) { Unacknowledged = (long)answer[1], UnacknowledgedOfAll = true, IsPartial = !(bool)answer[2] };
        return TaskFigures.Count(state, tasks, now);
    }
}
