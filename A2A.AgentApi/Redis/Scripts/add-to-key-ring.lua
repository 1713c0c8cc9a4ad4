-- Adds an element to the key ring, unless it has another number of elements than the caller has seen: of several
-- replicas that find that a key is needed, one adds it.
-- KEYS  1 key ring
-- ARGV  1 name  2 element  3 how many elements the caller has seen
-- Gives 1 when it was added, 0 when the caller must read the ring again.
if redis.call('HLEN', KEYS[1]) ~= tonumber(ARGV[3]) then return 0 end
return redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
