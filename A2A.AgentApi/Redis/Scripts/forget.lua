-- Removes an ended task whose time has come, with all its keys and index entries.
-- KEYS  1 task  2 history  3 events  4 push  5 retired  6 deliveries  7 message guard  8 owner index  9 context index
-- ARGV  1 id
-- Gives 1, or 0 when it is not due yet, or stays for another hour because somebody is still to be told of it.
local due = redis.call('ZSCORE', KEYS[5], ARGV[1])
if not due or tonumber(due) > now_ms() then return 0 end
for _, field in ipairs(redis.call('HKEYS', KEYS[4])) do
  local config = string.match(field, '^config:(.+)$')
  if config and redis.call('ZSCORE', KEYS[6], ARGV[1] .. '/' .. config) then
    redis.call('ZADD', KEYS[5], now_ms() + 3600000, ARGV[1])
    return 0
  end
end
local state = redis.call('HGET', KEYS[1], 'state')
redis.call('ZREM', KEYS[8], ARGV[1])
if state then redis.call('ZREM', KEYS[8] .. ':' .. state, ARGV[1]) end
redis.call('ZREM', KEYS[9], ARGV[1])
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[7])
redis.call('ZREM', KEYS[5], ARGV[1])
return 1
