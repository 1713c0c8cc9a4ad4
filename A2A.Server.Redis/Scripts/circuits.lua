-- Put in front of scripts of circuits. An endpoint that has failed since its last answer is a field of a hash:
-- 'failures/openings/until/probe/probe until'. openings: 0 = closed, else how many times in a row it has opened.
-- until: nothing is sent before, in ms. probe: the token of the one attempt that may be made after it.
local function read_circuit(key, endpoint)
  local text = redis.call('HGET', key, endpoint) or '0/0/0//0'
  local failures, openings, until_ms, probe, probe_until = string.match(text, '^(%d+)/(%d+)/(%d+)/(%x*)/(%d+)$')
  return { failures = tonumber(failures), openings = tonumber(openings), until_ms = tonumber(until_ms), probe = probe,
    probe_until = tonumber(probe_until) }
end

local function write_circuit(key, endpoint, circuit)
  redis.call('HSET', key, endpoint, string.format('%d/%d/%.0f/%s/%.0f', circuit.failures, circuit.openings,
    circuit.until_ms, circuit.probe, circuit.probe_until))
end

-- How long it is until then in ms, 0 = it has passed. What lies further ahead than the longest was written before the
-- clock was put back, and has passed, too.
local function left_until(time, ms, longest)
  local left = time - ms
  return left > 0 and left <= longest and left or 0
end
