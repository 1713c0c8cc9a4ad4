-- Reads a task's attempts, oldest first.
-- KEYS  1 task  2 attempts
-- ARGV  1 owner (none = all owners)
-- Gives {'found', attempt, …}, or {} when there is no task that belongs to the owner.
local owner = redis.call('HGET', KEYS[1], 'owner')
if not owner or (ARGV[1] and owner ~= ARGV[1]) then return {} end
return { 'found', unpack(redis.call('XRANGE', KEYS[2], '-', '+')) }
