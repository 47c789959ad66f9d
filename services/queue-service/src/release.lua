-- Notes that a hold has ended.
--
-- Promises: after a purchase the place inside is given up; after a release or an expiry its holder stands inside like
-- everybody without a hold, for as long as the pass lasts. The end may be heard before the hold, and twice.
--
-- KEYS  1 line  2 places  3 inside  4 holding  5 holds  6 passes
-- ARGV  1 epoch  2 reservation  3 person  4 1 when the seats were bought

if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return end
local before = redis.call('HGET', KEYS[5], ARGV[2])
if before == 'ended' then return end
redis.call('HSET', KEYS[5], ARGV[2], 'ended')

local number = redis.call('HGET', KEYS[2], ARGV[3])
if not number or not redis.call('ZSCORE', KEYS[3], number) then return end
if ARGV[4] == '1' then
  redis.call('HDEL', KEYS[2], ARGV[3])
  redis.call('ZREM', KEYS[3], number)
  redis.call('HDEL', KEYS[4], number)
  redis.call('HDEL', KEYS[6], number)
elseif before == 'held' and redis.call('HEXISTS', KEYS[4], number) == 1 then
  if redis.call('HINCRBY', KEYS[4], number, -1) <= 0 then redis.call('HDEL', KEYS[4], number) end
end
