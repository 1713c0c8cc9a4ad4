-- An attempt at an endpoint failed. So many in a row open its circuit; the failure of a probe opens it again, for longer.
-- Uses: circuits
-- KEYS  1 circuits  2 times of the last failures
-- ARGV  1 endpoint  2 token of the probe that it was ('' = none)  3 failures that open it  4 first pause in ms
--       5 longest pause in ms  6 chance, 0 to 1000: makes the pause longer by up to a fifth  7 how long it is kept in ms
--       8 how many endpoints are kept  9 doorbell channel
-- Gives {failures in a row, for how many ms nothing is sent (-1 = it is closed), 1 when this opened it}.
local endpoint, ms = ARGV[1], now_ms()
local circuit = read_circuit(KEYS[1], endpoint)
circuit.failures = circuit.failures + 1
local opened = circuit.openings == 0 and circuit.failures >= tonumber(ARGV[3])
  or circuit.openings > 0 and ARGV[2] ~= '' and circuit.probe == ARGV[2]
if opened then
  local pause = math.min(ARGV[4] * 2 ^ math.min(circuit.openings, 30), tonumber(ARGV[5]))
  circuit.openings = circuit.openings + 1
  circuit.until_ms = ms + math.ceil(pause * (1 + ARGV[6] / 5000))
  circuit.probe, circuit.probe_until = '', 0
end
write_circuit(KEYS[1], endpoint, circuit)
redis.call('ZADD', KEYS[2], ms, endpoint)

-- Callers' endpoints must not fill the store: stale ones are removed, and the oldest beyond the limit.
local stale = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ms - ARGV[7], 'LIMIT', 0, 100)
local excess = math.min(redis.call('ZCARD', KEYS[2]) - ARGV[8], 100)
if excess > #stale then stale = redis.call('ZRANGE', KEYS[2], 0, excess - 1) end
for _, old in ipairs(stale) do
  redis.call('HDEL', KEYS[1], old)
  redis.call('ZREM', KEYS[2], old)
end
redis.call('PEXPIRE', KEYS[1], ARGV[7])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
if opened or circuit.failures == 1 then redis.call('PUBLISH', ARGV[9], 'circuits') end
return { circuit.failures, circuit.openings > 0 and math.max(0, circuit.until_ms - ms) or -1, opened and 1 or 0 }
