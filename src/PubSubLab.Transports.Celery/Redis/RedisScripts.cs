namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Atomic operations on Redis. Kombu does the same in steps; here no crash can happen between them.</summary>
internal static class RedisScripts
{
    /// <summary>
    /// Takes tasks and books them as outstanding. KEYS: unacked, unacked_index, then the queue's lists, its own name first. ARGV: the most to
    /// take, now in seconds, the queue, a tag for messages that have none. Takes a share of a long queue and one of a short one, so that workers side by side all get some.
    /// Answers tag, payload, tag, payload, …; the tag is empty where the payload is no JSON object, and then nothing was booked: Kombu could not
    /// read the books.
    /// Booked by the default exchange and under a tag of the queue's own: what Python publishes to an exchange with several queues has one
    /// tag in all of them. Acknowledging or returning one copy must not touch the others.
    /// </summary>
    public const string Take = """
        local function book(payload, number)
          local ok, message = pcall(cjson.decode, payload)
          if not ok or type(message) ~= 'table' or not payload:find('^%s*{') then return '' end
          local tag = type(message.properties) == 'table' and message.properties.delivery_tag
          if type(tag) ~= 'string' and type(tag) ~= 'number' then tag = ARGV[4] .. number end
          tag = tostring(tag) .. '@' .. ARGV[3]
          redis.call('ZADD', KEYS[2], ARGV[2], tag)
          redis.call('HSET', KEYS[1], tag, '[' .. payload .. ', "", ' .. cjson.encode(ARGV[3]) .. ']')
          return tag
        end

        local waiting = 0
        for i = 3, #KEYS do waiting = waiting + redis.call('LLEN', KEYS[i]) end
        local left = math.min(tonumber(ARGV[1]), math.max(1, math.floor(waiting / 8)))
        local taken = {}
        for i = 3, #KEYS do
          while left > 0 do
            local payload = redis.call('RPOP', KEYS[i])
            if not payload then break end
            taken[#taken + 1] = book(payload, #taken)
            taken[#taken + 1] = payload
            left = left - 1
          end
        end
        return taken
        """;

    /// <summary>
    /// Ends an outstanding task; if lists are given, other messages go there in its place. KEYS: unacked, unacked_index, the lists.
    /// ARGV: the tag, RPUSH (to be served next) or LPUSH (to be served last), a payload for each list, and, to leave a task alone that was
    /// taken later, a time in seconds. Answers 1, or 0 if the task was no longer outstanding.
    /// A Redis at its maxmemory runs it to its end, as the first write frees memory.
    /// </summary>
    public const string Finish = """
        local before = ARGV[#KEYS + 1]
        if before and tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or 0) > tonumber(before) then return 0 end
        local had = redis.call('HDEL', KEYS[1], ARGV[1])
        redis.call('ZREM', KEYS[2], ARGV[1])
        for i = 3, #KEYS do
          if had == 1 then redis.call(ARGV[2], KEYS[i], ARGV[i]) end
        end
        return had
        """;

    /// <summary>
    /// Books an outstanding task as taken at another time. KEYS: unacked_index. ARGV: the tag, the time in seconds. Taken out first, as a Redis at
    /// its maxmemory refuses a script whose first write is ZADD.
    /// </summary>
    public const string Book = """
        if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end
        """;
}
