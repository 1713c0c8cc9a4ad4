-- Adds a push config, which gets the events from now on, or replaces the one of the same id, whose cursor stays.
-- A replaced one begins afresh: an ended one is told again, and what waited for a retry is due at once.
-- KEYS  1 task  2 push  3 deliveries
-- ARGV  1 owner  2 config id  3 config  4 how many configs at most  5 member 'taskId/configId'  6 doorbell channel
-- Gives 'put', 'not-found' or 'too-many'.
local task = redis.call('HMGET', KEYS[1], 'owner', 'lastEvent')
if task[1] ~= ARGV[1] then return 'not-found' end
local known = redis.call('HEXISTS', KEYS[2], 'config:' .. ARGV[2]) == 1
if not known then
  local count = 0
  for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
    if string.sub(field, 1, 7) == 'config:' then count = count + 1 end
  end
  if count >= tonumber(ARGV[4]) then return 'too-many' end
  redis.call('HSET', KEYS[2], 'config:' .. ARGV[2], ARGV[3], 'cursor:' .. ARGV[2], task[2])
  return 'put'
end

redis.call('HSET', KEYS[2], 'config:' .. ARGV[2], ARGV[3])
redis.call('HDEL', KEYS[2], 'attempts:' .. ARGV[2], 'state:' .. ARGV[2], 'reason:' .. ARGV[2])
-- A leased one is under way to where the old config said: what comes of that must not count against the new one.
local place = redis.call('HMGET', KEYS[2], 'cursor:' .. ARGV[2], 'lease:' .. ARGV[2])
if place[2] then
  redis.call('HSET', KEYS[2], 'replaced:' .. ARGV[2], 1)
elseif place[1] ~= task[2] then
  redis.call('ZADD', KEYS[3], now_ms(), ARGV[5])
  redis.call('PUBLISH', ARGV[6], 'deliveries')
end
return 'put'
