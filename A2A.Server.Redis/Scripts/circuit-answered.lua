-- An endpoint answered, or its circuit is closed by hand: nothing is held against it any more.
-- Uses: circuits
-- KEYS  1 circuits  2 times of the last failures
-- ARGV  1 endpoint  2 doorbell channel
-- Gives 1 when it was open, else 0.
local circuit = read_circuit(KEYS[1], ARGV[1])
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[2], 'circuits')
if circuit.openings == 0 then return 0 end
redis.call('PUBLISH', ARGV[2], 'deliveries')
return 1
