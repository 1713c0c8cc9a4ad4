-- Takes a due subscription, or confirms a lease that this token holds already. What cannot be due any more is let go.
-- Uses: deliveries
-- KEYS  1 task  2 push  3 deliveries  4 events
-- ARGV  1 member 'taskId/configId'  2 config id  3 token  4 lease in ms
-- Gives {config, cursor, failed attempts at what is due, last event, owner, agent, traceparent, event when a replay is due
-- else '', its sequence, since how many ms it could not be sent, what was at fault, for how many ms}, or {} when it is not
-- to be had.
local ms = now_ms()
local due = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not due then return {} end
local push = redis.call('HMGET', KEYS[2], 'config:' .. ARGV[2], 'cursor:' .. ARGV[2], 'attempts:' .. ARGV[2],
  'state:' .. ARGV[2], 'lease:' .. ARGV[2], 'replays:' .. ARGV[2], 'since:' .. ARGV[2],
  'outage:' .. ARGV[2], 'fault:' .. ARGV[2])
if push[5] ~= ARGV[3] and tonumber(due) > ms then return {} end
local task = redis.call('HMGET', KEYS[1], 'lastEvent', 'owner', 'agent', 'traceparent')
local replays = read_replays(push[6])
if not push[1] or push[4] == 'ended' or not task[1] or (task[1] == push[2] and #replays == 0) then
  redis.call('ZREM', KEYS[3], ARGV[1])
  redis.call('HDEL', KEYS[2], 'lease:' .. ARGV[2])
  return {}
end

redis.call('HSET', KEYS[2], 'lease:' .. ARGV[2], ARGV[3])
redis.call('HDEL', KEYS[2], 'replaced:' .. ARGV[2])
redis.call('ZADD', KEYS[3], ms + ARGV[4], ARGV[1])
local since = unsent_since(KEYS[4], push[2] or '0-0', push[7], push[8])
local event, sequence, failed, age, fault, fault_age = due_event(replays, push[3], since, ms, push[9])
return { push[1], push[2] or '0-0', failed, task[1], task[2] or '', task[3] or '', task[4] or '', event, sequence, age,
  fault, fault_age }
