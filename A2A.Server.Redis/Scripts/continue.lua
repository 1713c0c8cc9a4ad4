-- Goes on with a task that waits for its caller: the next turn begins with the caller's message. What belonged to the
-- turn before ends: its lease, its numbered calls and the results of its steps.
-- KEYS  1 task  2 history  3 events  4 push  5 work  6 deliveries  7 retired  8 index  9 context index  10 index of all
-- ARGV  1 id  2 owner  3 agent  4 contextId  5 event  6 time placeholder  7 traceparent  8 state  9 status  10 message
--       11 lease token ('' = due now)  12 lease in ms  13 how many messages at most  14 config id ('' = none)  15 config
--       16 how many configs at most  17 message id ('' = the message is a new one whatever its id)  18 doorbell channel
--       19 how many bytes of messages at most  20 … the configs that the writer knows: see tell_configs
-- Gives {'continued', fields and values of the task, messages, turn, time, the event before it, what tell_configs gives, 1
-- when the task's end was asked for}, the first three with 'existing' when the message was taken in before, {'not-waiting',
-- state}, {'not-found'}, {'other-context'}, {'too-many-messages'}, {'too-many-bytes'} or {'too-many-configs'}.
local keys = task_keys()
local id = ARGV[1]
local task = redis.call('HMGET', keys.task, 'owner', 'agent', 'contextId', 'state', 'said', 'version', 'lastEvent', 'historyBytes')
if task[1] ~= ARGV[2] or task[2] ~= ARGV[3] then return {'not-found'} end
if task[3] ~= ARGV[4] then return {'other-context'} end
local function outcome(name)
  local read = read_task(keys.task, keys.history, true)
  return { name, read[1], read[2] }
end

-- The guard is of this task alone: the id of the message that made the task, or another one, is no repetition here.
local guard = 'message:' .. ARGV[17]
if ARGV[17] ~= '' and redis.call('HEXISTS', keys.task, guard) == 1 then return outcome('existing') end
if not is_interrupted(task[4]) then return {'not-waiting', task[4]} end
local question = task[5] or ''
local asked = question ~= '' and 1 or 0
if redis.call('LLEN', keys.history) + asked + 1 > tonumber(ARGV[13]) then return {'too-many-messages'} end
if (task[8] or 0) + #question + #ARGV[10] > tonumber(ARGV[19]) then return {'too-many-bytes'} end
-- Before the event, so that the config's receiver is told of it.
local put = ARGV[14] ~= ''
  and put_config(keys.task, keys.push, keys.deliveries, id .. '/' .. ARGV[14], ARGV[14], ARGV[15], ARGV[16], task[7])
if put == 'too-many' then return {'too-many-configs'} end

local ms = now_ms()
local time = iso(ms)
local turn = redis.call('HGET', keys.task, 'turn') + 1
local fields = { 'sequence', 0, 'attempt', 0, 'traceparent', ARGV[7], 'turn', turn }
log_event(keys, fields, task[7], task[6] + 1, ms, stamp(ARGV[5], ARGV[6], time), ARGV[7])
if question ~= '' then
  keep_messages(keys, fields, task[8], question, ARGV[10])
else
  keep_messages(keys, fields, task[8], ARGV[10])
end
enter_state(keys, fields, id, task[4], ARGV[8], stamp(ARGV[9], ARGV[6], time), '', ms)
for _, field in ipairs(redis.call('HKEYS', keys.task)) do
  if string.sub(field, 1, 5) == 'step:' then redis.call('HDEL', keys.task, field) end
end
redis.call('HDEL', keys.task, 'lease', 'lastLease')
if ARGV[17] ~= '' then set(fields, guard, 1) end
begin_run(keys, fields, id, ARGV[11], ARGV[12], ms, ARGV[18])
redis.call('HSET', keys.task, unpack(fields))

redis.call('PUBLISH', ARGV[18], 'events:' .. id)
local told = tell_configs(keys, id, redis.call('HGET', keys.task, 'configs'), task[7], ms, 20)
if put == 'due' then table.insert(told[2], ARGV[14]) end
local read = outcome('continued')
return { read[1], read[2], read[3], turn, time, task[7], told, redis.call('HEXISTS', keys.task, 'cancel') }
