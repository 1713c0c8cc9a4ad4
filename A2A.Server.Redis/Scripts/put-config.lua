-- Adds a push config to a task, or replaces the one of the same id. A task that has ended, or waits for its caller, is told of by
-- its last event: a config that comes just after it misses nothing. One that is replaced keeps its place, and is told nothing twice.
-- KEYS  1 task  2 push  3 deliveries  4 events
-- ARGV  1 owner  2 config id  3 config  4 how many configs at most  5 member 'taskId/configId'  6 doorbell channel
-- Gives 'put', 'not-found' or 'too-many'.
local task = redis.call('HMGET', KEYS[1], 'owner', 'lastEvent', 'state')
if task[1] ~= ARGV[1] then return 'not-found' end
local outcome = put_config(KEYS[1], KEYS[2], KEYS[3], ARGV[5], ARGV[2], ARGV[3], ARGV[4], task[2], function()
  if not is_terminal(task[3]) and not is_interrupted(task[3]) then return task[2] end
  local before = redis.call('XREVRANGE', KEYS[4], '(' .. task[2], '-', 'COUNT', 1)[1]
  return before and before[1] or '0-0'
end)
if outcome == 'due' then redis.call('PUBLISH', ARGV[6], 'deliveries:' .. ARGV[5]) end
return outcome == 'too-many' and outcome or 'put'
