-- Asks for the end of a task. The task's holder hears the doorbell, or sees the flag at its next renewal. A task without
-- a holder ends here and now: it waits for its caller or for a free worker, or its holder's lease ran out.
-- KEYS  1 task  2 history  3 events  4 push  5 work  6 deliveries  7 retired  8 index  9 context index  10 index of all
-- ARGV  1 id  2 owner  3 event  4 time placeholder  5 traceparent  6 state  7 status  8 the status's message
--       9 retention in ms  10 doorbell channel  11 … the configs that the writer knows: see tell_configs
-- Gives {'requested'}, {'ended', event id, version, time, the event before it, what tell_configs gives}, {'not-found'},
-- {'canceled'} (it is already) or {'terminal'} (it ended otherwise).
local keys = task_keys()
local id = ARGV[1]
local task = redis.call('HMGET', keys.task, 'owner', 'state', 'lease', 'version', 'said', 'lastEvent', 'configs', 'historyBytes')
if task[1] ~= ARGV[2] then return {'not-found'} end
if task[2] == ARGV[6] then return {'canceled'} end
if is_terminal(task[2]) then return {'terminal'} end

local ms = now_ms()
local due = redis.call('ZSCORE', keys.work, id)
if task[3] and due and tonumber(due) > ms then
  redis.call('HSET', keys.task, 'cancel', 1)
  redis.call('PUBLISH', ARGV[10], 'cancel:' .. id)
  return {'requested'}
end

local time = iso(ms)
local fields = {}
local event = log_event(keys, fields, task[6], task[4] + 1, ms, stamp(ARGV[3], ARGV[4], time), ARGV[5])
if task[5] and task[5] ~= '' then keep_messages(keys, fields, task[8], task[5]) end
enter_state(keys, fields, id, task[2], ARGV[6], stamp(ARGV[7], ARGV[4], time), ARGV[8], ms)
redis.call('HSET', keys.task, unpack(fields))
redis.call('HDEL', keys.task, 'lease', 'lastLease')
redis.call('ZREM', keys.work, id)
redis.call('ZADD', keys.retired, ms + ARGV[9], id)
redis.call('PUBLISH', ARGV[10], 'events:' .. id)
return { 'ended', event, task[4] + 1, time, task[6], tell_configs(keys, id, task[7], task[6], ms, 11) }
