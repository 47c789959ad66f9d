-- How much is being tried of something: a level to which each try adds, and which runs off evenly with time.
-- KEYS[1] hash of level and at (ms)
-- ARGV    what to add, seconds in which the level runs off by the threshold, threshold
-- returns how many times the threshold the level is, in thousandths
local added, seconds, threshold = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local known = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = tonumber(known[1] or 0)
local idle = now - tonumber(known[2] or now)
level = math.max(0, level - idle / 1000 * threshold / seconds) + added

if added > 0 then
  redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', now)
  redis.call('PEXPIRE', KEYS[1], math.ceil(level / threshold * seconds * 1000) + 1000)
end
return math.floor(level / threshold * 1000)
