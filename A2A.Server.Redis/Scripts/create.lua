-- Creates a task with its first event, unless the same message created one, or was answered, before.
-- KEYS  1 task  2 history  3 events  4 push  5 work  6 deliveries  7 retired  8 index  9 context index  10 index of all
--       11 message guard (none = the message is a new one whatever its id)
-- ARGV  1 id  2 owner  3 agent  4 contextId  5 state  6 status  7 message  8 event  9 time placeholder  10 traceparent
--       11 lease token ('' = due now)  12 lease in ms  13 config id ('' = none)  14 config  15 doorbell channel
--       16 … the configs that the writer knows: see tell_configs
-- Gives {0, what the guard holds: a task's id or an answer} or {1, event id, time, what tell_configs gives}.
local before = KEYS[11] and redis.call('GET', KEYS[11])
if before then return {0, before} end

local keys = task_keys()
local ms = now_ms()
local time = iso(ms)
local id = ARGV[1]
local fields = { 'owner', ARGV[2], 'agent', ARGV[3], 'contextId', ARGV[4], 'sequence', 0, 'attempt', 0, 'turn', 1,
  'traceparent', ARGV[10], 'created', ms }
local event = log_event(keys, fields, nil, 1, ms, stamp(ARGV[8], ARGV[9], time), ARGV[10])

if KEYS[11] then redis.call('SET', KEYS[11], id) end
keep_messages(keys, fields, 0, ARGV[7])
enter_state(keys, fields, id, nil, ARGV[5], stamp(ARGV[6], ARGV[9], time), '', ms)

local revision = 0
if ARGV[13] ~= '' then
  redis.call('HSET', keys.push, 'config:' .. ARGV[13], ARGV[14], 'cursor:' .. ARGV[13], '0-0')
  revision = 1
  set(fields, 'configs', revision)
end

begin_run(keys, fields, id, ARGV[11], ARGV[12], ms, ARGV[15])
redis.call('HSET', keys.task, unpack(fields))
return { 1, event, time, tell_configs(keys, id, revision, '0-0', ms, 16) }
