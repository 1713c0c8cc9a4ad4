-- Takes a due task, or confirms a lease that this token holds already.
-- KEYS  1 task  2 work  3 history  4 push
-- ARGV  1 id  2 token  3 lease in ms
-- Gives {fields and values of the task, messages, number of push fields}, or {} when the task is not to be had.
local ms = now_ms()
local due = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not due then return {} end
local state = redis.call('HGET', KEYS[1], 'state')
if not state or is_terminal(state) then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return {}
end
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[2] then
  if tonumber(due) > ms then return {} end
  redis.call('HSET', KEYS[1], 'lease', ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'attempt', 1)
end
redis.call('ZADD', KEYS[2], ms + ARGV[3], ARGV[1])
return { redis.call('HGETALL', KEYS[1]), redis.call('LRANGE', KEYS[3], 0, -1), redis.call('HLEN', KEYS[4]) }
