-- Keeps an agent's direct answer to a message, unless the message made a task, or was answered, before.
-- KEYS  1 message guard
-- ARGV  1 answer  2 how long it is kept, in ms
-- Gives what the guard holds then: a task's id or an answer.
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])
