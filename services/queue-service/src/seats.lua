-- Stores what reservation-service said about seats, or that it said nothing.
--
-- Promises: an answer counts from now on; without one, the question is asked again after a growing pause, and what was
-- known before grows old until admit.lua stops calling.
--
-- KEYS  1 line
-- ARGV  1 epoch  2 free and 3 held, or neither

if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[2] then
  redis.call('HSET', KEYS[1], 'free', ARGV[2], 'held', ARGV[3], 'seatsAt', string.format('%.0f', now), 'unanswered', 0)
else
  local unanswered = redis.call('HINCRBY', KEYS[1], 'unanswered', 1)
  local pause = math.min(5000, 250 * 2 ^ math.min(unanswered, 10))
  redis.call('HSET', KEYS[1], 'askAt', string.format('%.0f', now + pause))
end
