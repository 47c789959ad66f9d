-- The version of a performance's seats. Where none is known, or it was lost, it begins at this moment, so that it is
-- greater than every version given before (versions move slower than milliseconds).
-- KEYS[1] seats:{performance}:version   ARGV[1] seconds to keep it
local version = redis.call('get', KEYS[1])
if not version then
  local time = redis.call('time')
  version = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
  redis.call('set', KEYS[1], version, 'EX', ARGV[1])
end
return version
