-- Reads which endpoints have failed since their last answer.
-- Uses: circuits
-- KEYS  1 circuits
-- ARGV  1 the longest that anything lies ahead in ms
-- Gives {endpoint, failures in a row, for how many ms nothing is sent (0 = the pause is over,
-- and a probe may be under way; -1 = it is closed), …}.
local ms = now_ms()
local found = {}
for _, endpoint in ipairs(redis.call('HKEYS', KEYS[1])) do
  local circuit = read_circuit(KEYS[1], endpoint)
  found[#found + 1] = endpoint
  found[#found + 1] = circuit.failures
  found[#found + 1] = circuit.openings > 0 and left_until(circuit.until_ms, ms, tonumber(ARGV[1])) or -1
end
return found
