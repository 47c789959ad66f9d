-- Gives a place up.
--
-- Promises: the next person gets what it was worth, whether its holder was waiting, called or inside; a place that is
-- not this person's any more is left alone, so leaving twice does no harm.
--
-- KEYS  1 line  2 places  3 left  4 called  5 inside  6 holding  7 passes  8 missed  9 returning  10 recalled
--       11 gathering
-- ARGV  1 epoch  2 person  3 number, or 0 for whichever the person has
-- Reply 'LOST', 'GONE', 'LEFT' or, when the pass is given up too, 'LEFT_INSIDE'

-- As in join.lua.
local ARRIVALS_FROM = 2 ^ 48

local epoch, watermark = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'watermark'))
if epoch ~= ARGV[1] then return 'LOST' end
local number = redis.call('HGET', KEYS[2], ARGV[2])
local rank = redis.call('ZSCORE', KEYS[11], ARGV[2])
if rank and not number then
  redis.call('ZREM', KEYS[11], ARGV[2])
  -- The draw is published: those behind keep the numbers that it gave them.
  if tonumber(rank) < ARRIVALS_FROM then redis.call('ZADD', KEYS[11], rank, 'left:' .. rank) end
  return 'LEFT'
end
if not number or (ARGV[3] ~= '0' and ARGV[3] ~= number) then return 'GONE' end

redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('HINCRBY', KEYS[1], 'abandoned', 1)
if tonumber(number) > tonumber(watermark) then
  redis.call('ZADD', KEYS[3], number, number)
else
  redis.call('ZREM', KEYS[4], number)
  redis.call('ZREM', KEYS[8], number)
  redis.call('ZREM', KEYS[9], number)
  redis.call('SREM', KEYS[10], number)
  redis.call('HDEL', KEYS[6], number)
  redis.call('HDEL', KEYS[7], number)
  if redis.call('ZREM', KEYS[5], number) == 1 then return 'LEFT_INSIDE' end
end
return 'LEFT'
