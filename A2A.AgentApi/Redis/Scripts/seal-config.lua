-- Puts the sealed text of a push config in the place of the clear one of the version before, if that is still there.
-- KEYS  1 push
-- ARGV  1 config id  2 the clear text  3 the sealed one
-- Gives 1, or 0 when something else is there.
if redis.call('HGET', KEYS[1], 'config:' .. ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'config:' .. ARGV[1], ARGV[3])
return 1
