-- Notes a refused webhook, in a log of its own so that refusals cannot push out what was accepted.
-- KEYS  1 stream  the refused webhooks (bounded by count, no expiry)
-- ARGV  1 most entries  2 cause  3 reason  4 headers as JSON  5 bytes of the body
-- Returns the time in ms.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[1], '*', 'at', string.format('%.0f', now),
  'cause', ARGV[2], 'reason', ARGV[3], 'headers', ARGV[4], 'bytes', ARGV[5])
return now
