-- Asks for the one attempt that may be made after a pause, of all replicas. An unused probe expires after its lease.
-- Uses: circuits
-- KEYS  1 circuits
-- ARGV  1 endpoint  2 token  3 how long the attempt may take in ms  4 the longest that anything lies ahead in ms
-- Gives -1 when it is granted, also to a token that has it; else for how many ms nothing is sent; 0 when it is closed.
local ms = now_ms()
local circuit = read_circuit(KEYS[1], ARGV[1])
if circuit.openings == 0 then return 0 end
local longest = tonumber(ARGV[4])
local pause = math.max(left_until(circuit.until_ms, ms, longest), circuit.probe == '' and 0 or left_until(circuit.probe_until, ms, longest))
if pause > 0 and circuit.probe ~= ARGV[2] then return pause end
circuit.probe, circuit.probe_until = ARGV[2], ms + ARGV[3]
write_circuit(KEYS[1], ARGV[1], circuit)
return -1
