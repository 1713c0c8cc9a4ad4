-- Adds a push config to a task, or replaces the one of the same id; also to an ended task, where nothing is due for it.
-- KEYS  1 task  2 push  3 deliveries
-- ARGV  1 owner  2 config id  3 config  4 how many configs at most  5 member 'taskId/configId'  6 doorbell channel
-- Gives 'put', 'not-found' or 'too-many'.
local task = redis.call('HMGET', KEYS[1], 'owner', 'lastEvent')
if task[1] ~= ARGV[1] then return 'not-found' end
local outcome = put_config(KEYS[1], KEYS[2], KEYS[3], ARGV[5], ARGV[2], ARGV[3], ARGV[4], task[2])
if outcome == 'due' then redis.call('PUBLISH', ARGV[6], 'deliveries:' .. ARGV[5]) end
return outcome == 'too-many' and outcome or 'put'
