-- The one attempt after a pause was not made: another caller may make it.
-- Uses: circuits
-- KEYS  1 circuits
-- ARGV  1 endpoint  2 token
-- Gives 1, or 0 when the token does not have it.
local circuit = read_circuit(KEYS[1], ARGV[1])
if circuit.probe ~= ARGV[2] then return 0 end
circuit.probe, circuit.probe_until = '', 0
write_circuit(KEYS[1], ARGV[1], circuit)
return 1
