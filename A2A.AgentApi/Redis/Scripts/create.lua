-- Creates a task with its first event, unless the same message created one before.
-- KEYS  1 task  2 history  3 events  4 push  5 work  6 deliveries  7 message guard  8 owner index  9 context index
-- ARGV  1 id  2 owner  3 agent  4 contextId  5 state  6 status  7 message  8 event  9 time placeholder  10 traceparent
--       11 lease token ('' = due now)  12 lease in ms  13 config id ('' = none)  14 config  15 doorbell channel
-- Gives {0, id of the task that the message created before} or {1, event id, time}.
local before = redis.call('GET', KEYS[7])
if before then return {0, before} end

local ms = now_ms()
local time = iso(ms)
local id = ARGV[1]
local event = redis.call('XADD', KEYS[3], '*', 'json', stamp(ARGV[8], ARGV[9], time), 'sequence', 1, 'traceparent', ARGV[10])

redis.call('SET', KEYS[7], id)
redis.call('RPUSH', KEYS[2], ARGV[7])
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'agent', ARGV[3], 'contextId', ARGV[4], 'state', ARGV[5],
  'status', stamp(ARGV[6], ARGV[9], time), 'version', 1, 'lastEvent', event, 'sequence', 0, 'attempt', 0,
  'traceparent', ARGV[10], 'created', ms, 'updated', ms)
index(KEYS[8], KEYS[9], id, nil, ARGV[5], ms)

if ARGV[13] ~= '' then
  redis.call('HSET', KEYS[4], 'config:' .. ARGV[13], ARGV[14], 'cursor:' .. ARGV[13], '0-0')
  mark_due(KEYS[4], KEYS[6], id, ms)
  redis.call('PUBLISH', ARGV[15], 'deliveries')
end

if ARGV[11] ~= '' then
  redis.call('HSET', KEYS[1], 'lease', ARGV[11], 'attempt', 1)
  redis.call('ZADD', KEYS[5], ms + ARGV[12], id)
else
  redis.call('ZADD', KEYS[5], ms, id)
  redis.call('PUBLISH', ARGV[15], 'work')
end
return {1, event, time}
