-- Reads a task with how its run stands and its newest events, at one moment.
-- KEYS  1 task  2 history  3 events  4 work
-- ARGV  1 id  2 how many events at most  3 owner (none = all owners)
-- Gives {fields and values of the task, when it was created in ms, '1' when a worker holds it, when it is due in ms (0 = it is in no
-- queue), events, newest first}, or {} when there is none that belongs to the owner.
local owner = redis.call('HGET', KEYS[1], 'owner')
if not owner or (ARGV[3] and owner ~= ARGV[3]) then return {} end
local fields = read_task(KEYS[1], KEYS[2], false, 0)[1]
for _, name in ipairs({ 'turn', 'attempt', 'cancel' }) do
  local value = redis.call('HGET', KEYS[1], name)
  if value then set(fields, name, value) end
end
local due = tonumber(redis.call('ZSCORE', KEYS[4], ARGV[1]) or 0)
local held = redis.call('HEXISTS', KEYS[1], 'lease') == 1 and due > now_ms()
return { fields, redis.call('HGET', KEYS[1], 'created'), held and '1' or '', due,
  redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', ARGV[2]) }
