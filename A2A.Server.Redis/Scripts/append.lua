-- Writes one event of the lease's holder, and what it changes in the task.
-- KEYS  1 task  2 history  3 events  4 push  5 work  6 deliveries  7 retired  8 index  9 context index  10 index of all
-- ARGV  1 id  2 lease token  3 sequence  4 event  5 time placeholder  6 traceparent  7 state ('' = unchanged)  8 status
--       9 the status's message ('' = none)  10 artifact id ('' = none)  11 artifact  12 '1' when the agent's run is over
--       13 retention in ms  14 doorbell channel  15 the highest sequence that this run knows to be written
--       16 … the configs that the writer knows: see tell_configs
-- Gives {'appended', event id, version, time of the newest status, the event before it, what tell_configs gives}, {'not-owner'} or
-- {'terminal'}. A sequence that is written already changes nothing and gives the newest event and no more than its version
-- and time; this holds for the run's last one too, which gives the lease up. A run that knows more to be written than there is
-- has outlived a fail-over that lost it: it owns the task no longer, and the next run writes that again.
local keys = task_keys()
local task = redis.call('HMGET', keys.task, 'lease', 'lastLease', 'state', 'sequence', 'version', 'lastEvent', 'said', 'cancel',
  'updated', 'configs', 'historyBytes')
local lease, last_lease, old_state, version = task[1], task[2], task[3], tonumber(task[5])
if (lease == ARGV[2] or last_lease == ARGV[2]) and tonumber(task[4]) >= tonumber(ARGV[3]) then
  return {'appended', task[6], version, iso(tonumber(task[9]))}
end
if old_state and is_terminal(old_state) then return {'terminal'} end
if lease ~= ARGV[2] or tonumber(task[4]) < tonumber(ARGV[15]) then return {'not-owner'} end

local id, state = ARGV[1], ARGV[7]
local ms = now_ms()
local time = iso(ms)
version = version + 1
local fields = { 'sequence', ARGV[3] }
local event = log_event(keys, fields, task[6], version, ms, stamp(ARGV[4], ARGV[5], time), ARGV[6])
if state ~= '' then
  if task[7] and task[7] ~= '' then keep_messages(keys, fields, task[11], task[7]) end
  enter_state(keys, fields, id, old_state, state, stamp(ARGV[8], ARGV[5], time), ARGV[9], ms)
end
if ARGV[10] ~= '' then
  if redis.call('HSET', keys.task, 'artifact:' .. ARGV[10], ARGV[11]) == 1 then
    set(fields, 'artifacts', (redis.call('HGET', keys.task, 'artifacts') or '') .. ARGV[10] .. '\n')
  end
end
if ARGV[12] == '1' then
  set(fields, 'lastLease', lease)
  redis.call('HDEL', keys.task, 'lease')
  redis.call('ZREM', keys.work, id)
  if is_terminal(state) then
    redis.call('ZADD', keys.retired, ms + ARGV[13], id)
  elseif task[8] then
    -- The agent asked its caller before it heard that the caller wants the end: another run must still end the task.
    begin_run(keys, fields, id, '', 0, ms, ARGV[14])
  end
end
redis.call('HSET', keys.task, unpack(fields))

redis.call('PUBLISH', ARGV[14], 'events:' .. id)
return { 'appended', event, version, time, task[6], tell_configs(keys, id, task[10], task[6], ms, 16) }
