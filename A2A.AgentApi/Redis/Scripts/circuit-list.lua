-- Reads which endpoints have failed since their last answer.
-- Uses: circuits
-- KEYS  1 circuits
-- ARGV  1 the longest that anything lies ahead in ms
-- Gives {endpoint, failures in a row, for how many ms nothing is sent (0 = the pause is over, -1 = it is closed), …}.
local ms = now_ms()
local found = {}
for _, endpoint in ipairs(redis.call('HKEYS', KEYS[1])) do
  local circuit = read_circuit(KEYS[1], endpoint)
  found[#found + 1] = endpoint
  found[#found + 1] = circuit.failures
  found[#found + 1] = pause_of(circuit, ms, tonumber(ARGV[1]))
end
return found
