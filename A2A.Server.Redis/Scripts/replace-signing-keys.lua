-- Replaces the keys that sign, unless another replica has done so since they were read: of several replicas that find
-- that it is time, one does it. A key that is to start does so by Redis' time at this moment.
-- KEYS  1 signing keys
-- ARGV  1 the keys as they were read ('' = none)  2 the new ones  3 placeholder of the time at which a key starts
--       4 how many ms from now that is  5 doorbell channel
-- Gives 1, or 0 when others are stored, and nothing is written then.
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], stamp(ARGV[2], ARGV[3], iso(now_ms() + ARGV[4])))
redis.call('PUBLISH', ARGV[5], 'keys')
return 1
