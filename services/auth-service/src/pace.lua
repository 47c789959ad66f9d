-- Of tries after one thing, the first few go ahead; after those each must wait twice as long as the one before, up to a
-- longest wait. A try that comes too early is not counted, so it never makes the wait longer, and all is forgotten after
-- a quiet time.
-- KEYS[1] hash of count and next (ms)
-- ARGV    free tries, first wait (ms), longest wait (ms), memory (ms)
-- returns 0 to go ahead, else how long to wait (ms)
local free, first, longest, memory = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local wait = tonumber(redis.call('HGET', KEYS[1], 'next') or 0) - now
if wait > 0 then return wait end

local count = redis.call('HINCRBY', KEYS[1], 'count', 1)
if count >= free then
  redis.call('HSET', KEYS[1], 'next', now + math.min(first * 2 ^ math.min(count - free, 30), longest))
end
redis.call('PEXPIRE', KEYS[1], memory)
return 0
