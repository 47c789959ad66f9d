-- Moves what is at the first key to the second, and puts something else there.
-- KEYS  1 from  2 to
-- ARGV  1 what comes next
local before = redis.call('GET', KEYS[1])
redis.call('SET', KEYS[2], before)
redis.call('SET', KEYS[1], ARGV[1])
return before
