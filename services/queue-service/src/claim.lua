-- Turns a call into a place inside.
--
-- Promises: a call is claimed once; who claims again, from however many tabs, gets the same pass until it runs out.
-- Without a pass in ARGV nothing is claimed, so that none is signed for people who are not called. Who comes too late
-- for the first call is called again before others; for the second there is no such return.
--
-- KEYS  1 line  2 places  3 called  4 inside  5 passes  6 missed  7 returning  8 recalled
-- ARGV  1 epoch  2 person  3 number  4 pass and 5 its end in ms, or neither
-- Reply {'LOST'}, {'GONE'} the place is not this person's, {'CLOSED'}, {'NOT_YET', watermark}, {'MISSED'} and called
--       again, {'OVER'}, {'CALLED'} sign a pass and claim with it, or {'PASS', pass, 1 when it is new}

local epoch, watermark, closesAt, passesFrom =
  unpack(redis.call('HMGET', KEYS[1], 'epoch', 'watermark', 'closesAt', 'passesFrom'))
if epoch ~= ARGV[1] then return { 'LOST' } end
local number = ARGV[3]
if redis.call('HGET', KEYS[2], ARGV[2]) ~= number then return { 'GONE' } end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function after(key)
  local score = redis.call('ZSCORE', key, number)
  return score and tonumber(score) > now
end

if after(KEYS[4]) then return { 'PASS', redis.call('HGET', KEYS[5], number), 0 } end
if now >= tonumber(closesAt) then return { 'CLOSED' } end
if tonumber(number) > tonumber(watermark) or redis.call('ZSCORE', KEYS[7], number) then
  return { 'NOT_YET', tonumber(watermark) }
end
-- A pass of the second in which others were revoked would be one of them.
if now < tonumber(passesFrom) then return { 'NOT_YET', tonumber(watermark) } end
if after(KEYS[3]) then
  if not ARGV[4] then return { 'CALLED' } end
  redis.call('ZREM', KEYS[3], number)
  redis.call('SREM', KEYS[8], number)
  redis.call('ZADD', KEYS[4], ARGV[5], number)
  redis.call('HSET', KEYS[5], number, ARGV[4])
  return { 'PASS', ARGV[4], 1 }
end
-- The call has run out, and the next run of admit.lua may not have seen it yet.
local unseen = redis.call('ZREM', KEYS[3], number) == 1 and redis.call('SREM', KEYS[8], number) == 0
if unseen or after(KEYS[6]) then
  redis.call('ZREM', KEYS[6], number)
  redis.call('ZADD', KEYS[7], number, number)
  return { 'MISSED' }
end
return { 'OVER' }
