-- Stores what reservation-service said about seats, or that it said nothing.
--
-- Promises: an answer counts from now on; without one, the question is asked again after a growing pause, and what was
-- known before grows old until admit.lua stops calling. When holding seats is slow or fails, the share of the rate that is
-- in use falls with each answer; it rises again only after ten seconds in which it went well, and stays in between.
--
-- KEYS  1 line
-- ARGV  1 epoch  2 free and 3 held, or neither  4 ms in which 95 % of holds were answered  5 share of them that failed
--       6 free seats by grade as JSON, or nothing

local LEAST, DOWN, UP = 0.1, 0.7, 1.15
local SLOW_MS, FAILING = 1000, 0.05
local FAST_MS, SOUND = 500, 0.01
local CALM_MS = 10000

local epoch, ease, easedAt = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'ease', 'easedAt'))
if epoch ~= ARGV[1] then return end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[2] then
  redis.call('HSET', KEYS[1], 'free', ARGV[2], 'held', ARGV[3], 'seatsAt', string.format('%.0f', now), 'unanswered', 0)
  if ARGV[6] then redis.call('HSET', KEYS[1], 'grades', ARGV[6]) end
  local p95, failed = tonumber(ARGV[4]), tonumber(ARGV[5])
  if p95 > SLOW_MS or failed > FAILING then
    redis.call('HSET', KEYS[1], 'ease', math.max(LEAST, ease * DOWN), 'easedAt', string.format('%.0f', now))
  elseif p95 < FAST_MS and failed < SOUND and now - easedAt >= CALM_MS then
    redis.call('HSET', KEYS[1], 'ease', math.min(1, ease * UP))
  end
else
  local unanswered = redis.call('HINCRBY', KEYS[1], 'unanswered', 1)
  local pause = math.min(5000, 250 * 2 ^ math.min(unanswered, 10))
  redis.call('HSET', KEYS[1], 'askAt', string.format('%.0f', now + pause))
end
