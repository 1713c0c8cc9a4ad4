-- Keeps the first signature of some content, and since when it is published: all replicas show the same.
-- KEYS  1 publications
-- ARGV  1 content  2 signature as JSON, empty for none
-- Gives {signature, since in ms}, those of the first call with this content.
if redis.call('HSETNX', KEYS[1], 'since:' .. ARGV[1], now_ms()) == 1 then
  redis.call('HSET', KEYS[1], 'signature:' .. ARGV[1], ARGV[2])
end
return { redis.call('HGET', KEYS[1], 'signature:' .. ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 'since:' .. ARGV[1])) }
