-- Writes one event of the lease's holder, and what it changes in the task.
-- KEYS  1 task  2 history  3 events  4 push  5 work  6 deliveries  7 retired  8 owner index  9 context index
-- ARGV  1 id  2 lease token  3 sequence  4 event  5 time placeholder  6 traceparent  7 state ('' = unchanged)  8 status
--       9 the status's message ('' = none)  10 artifact id ('' = none)  11 artifact  12 '1' when the agent's run is over
--       13 retention in ms  14 doorbell channel
-- Gives {'appended', event id, version}, {'not-owner'} or {'terminal'}. A sequence that is written already
-- changes nothing and gives the newest event.
local task = redis.call('HMGET', KEYS[1], 'lease', 'state', 'sequence', 'version', 'lastEvent', 'said')
local lease, old_state, sequence, version = task[1], task[2], tonumber(task[3]), tonumber(task[4])
if lease ~= ARGV[2] then
  return { old_state and is_terminal(old_state) and 'terminal' or 'not-owner' }
end
if sequence >= tonumber(ARGV[3]) then return {'appended', task[5], version} end
if is_terminal(old_state) then return {'terminal'} end

local id, state = ARGV[1], ARGV[7]
local ms = now_ms()
local time = iso(ms)
version = version + 1
local event = redis.call('XADD', KEYS[3], '*', 'json', stamp(ARGV[4], ARGV[5], time), 'sequence', version, 'traceparent', ARGV[6])
redis.call('HSET', KEYS[1], 'version', version, 'lastEvent', event, 'sequence', ARGV[3])

if state ~= '' then
  if task[6] and task[6] ~= '' then redis.call('RPUSH', KEYS[2], task[6]) end
  redis.call('HSET', KEYS[1], 'state', state, 'status', stamp(ARGV[8], ARGV[5], time), 'said', ARGV[9], 'updated', ms)
  index(KEYS[8], KEYS[9], id, old_state, state, ms)
end
if ARGV[10] ~= '' then
  if redis.call('HSET', KEYS[1], 'artifact:' .. ARGV[10], ARGV[11]) == 1 then
    redis.call('HSET', KEYS[1], 'artifacts', (redis.call('HGET', KEYS[1], 'artifacts') or '') .. ARGV[10] .. '\n')
  end
end
if ARGV[12] == '1' then
  redis.call('ZREM', KEYS[5], id)
  if is_terminal(state) then redis.call('ZADD', KEYS[7], ms + ARGV[13], id) end
end

redis.call('PUBLISH', ARGV[14], 'events:' .. id)
if mark_due(KEYS[4], KEYS[6], id, ms) then redis.call('PUBLISH', ARGV[14], 'deliveries') end
return {'appended', event, version}
