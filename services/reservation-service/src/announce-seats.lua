-- Gives the change of some seats a version and tells every process, in the order of versions: 'since version seats'.
-- A version is never given twice, even after a failover that lost the last ones: it is at least the time in milliseconds.
-- KEYS[1] seats:{performance}:version   ARGV[1] channel seats:{performance}   ARGV[2] seats by commas   ARGV[3] seconds to keep it
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local since = tonumber(redis.call('get', KEYS[1]) or now)
local version = string.format('%.0f', math.max(since + 1, now))
redis.call('set', KEYS[1], version, 'EX', ARGV[3])
redis.call('spublish', ARGV[1], string.format('%.0f', since) .. ' ' .. version .. ' ' .. ARGV[2])
return version
