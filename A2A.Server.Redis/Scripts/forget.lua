-- Removes an ended task that has been kept long enough, with all its keys and index entries.
-- KEYS  1 task  2 history  3 events  4 push  5 work  6 deliveries  7 retired  8 index  9 context index  10 index of all
--       11, 12 message guard, of a message without and with a context  13 attempts
-- ARGV  1 id
-- Gives 1, or 0 when it is not due yet, or stays for another hour because a webhook of it is still to be delivered.
local keys = task_keys()
local id = ARGV[1]
local due = redis.call('ZSCORE', keys.retired, id)
if not due or tonumber(due) > now_ms() then return 0 end
for _, field in ipairs(redis.call('HKEYS', keys.push)) do
  local config = string.match(field, '^config:(.+)$')
  if config and redis.call('ZSCORE', keys.deliveries, id .. '/' .. config) then
    redis.call('ZADD', keys.retired, now_ms() + 3600000, id)
    return 0
  end
end
local state = redis.call('HGET', keys.task, 'state')
for _, key in ipairs({ keys.index, keys.context, keys.all }) do
  redis.call('ZREM', key, id)
  if state then redis.call('ZREM', key .. ':' .. state, id) end
end
for i = 11, 12 do
  if redis.call('GET', KEYS[i]) == id then redis.call('DEL', KEYS[i]) end
end
redis.call('DEL', keys.task, keys.history, keys.events, keys.push, KEYS[13])
redis.call('ZREM', keys.retired, id)
return 1
