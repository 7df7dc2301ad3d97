namespace PubSubLab.Transports.Celery.Redis;

/// <summary>What must happen at once on Redis or not at all. Kombu does the same in steps; here nothing can die between them.</summary>
internal static class RedisScripts
{
    /// <summary>
    /// Takes tasks and books them as in hand. KEYS: unacked, unacked_index, then the queue's lists. ARGV: the most to take, now in
    /// seconds. Takes a share of a long queue and one of a short one, so that workers side by side all get some.
    /// Answers tag, payload, tag, payload, …; the tag is empty where the payload is no envelope, and then nothing was booked.
    /// </summary>
    public const string Take = Book + """

        local waiting = 0
        for i = 3, #KEYS do waiting = waiting + redis.call('LLEN', KEYS[i]) end
        local left = math.min(tonumber(ARGV[1]), math.max(1, math.floor(waiting / 8)))
        local taken = {}
        for i = 3, #KEYS do
          while left > 0 do
            local payload = redis.call('RPOP', KEYS[i])
            if not payload then break end
            taken[#taken + 1] = book(payload, ARGV[2])
            taken[#taken + 1] = payload
            left = left - 1
          end
        end
        return taken
        """;

    /// <summary>Books a task that BRPOP took. KEYS: unacked, unacked_index. ARGV: the payload, now in seconds. Answers the tag, empty where it is no envelope.</summary>
    public const string Adopt = Book + """

        return book(ARGV[1], ARGV[2])
        """;

    /// <summary>
    /// Done with a task in hand; where a list is given, another message goes there in its place. KEYS: unacked, unacked_index, the list.
    /// ARGV: the tag, the payload, RPUSH (to be served next) or LPUSH (to be served last). Answers 1, or 0 where the task was no longer in hand.
    /// </summary>
    public const string Finish = """
        local had = redis.call('HDEL', KEYS[1], ARGV[1])
        redis.call('ZREM', KEYS[2], ARGV[1])
        if had == 1 and KEYS[3] then redis.call(ARGV[3], KEYS[3], ARGV[2]) end
        return had
        """;

    private const string Book = """
        local function text(value) if type(value) == 'string' then return value end return '' end
        local function book(payload, now)
          local ok, message = pcall(cjson.decode, payload)
          if not ok or type(message) ~= 'table' or type(message.properties) ~= 'table' then return '' end
          local tag = message.properties.delivery_tag
          if type(tag) ~= 'string' and type(tag) ~= 'number' then return '' end
          tag = tostring(tag)
          local info = message.properties.delivery_info
          if type(info) ~= 'table' then info = {} end
          redis.call('ZADD', KEYS[2], now, tag)
          redis.call('HSET', KEYS[1], tag, '[' .. payload .. ', ' .. cjson.encode(text(info.exchange)) .. ', ' .. cjson.encode(text(info.routing_key)) .. ']')
          return tag
        end
        """;
}
