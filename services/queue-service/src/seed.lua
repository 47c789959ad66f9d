-- Begins an epoch of a line.
--
-- Promises: its numbers begin above `base`, its watermark stands there too, and nobody is called before the pause is
-- over, nor before the draw. An epoch that has begun, or a later one, is left as it is.
--
-- KEYS  1 line
-- ARGV  1 epoch  2 base  3 ceiling  4 version of the terms  5 opens  6 closes, both in ms  7 people a second  8 seats
--       9 pause in ms, in which people are awaited  10 1 when the draw is over  11 people in the lobby
-- Reply 1 when the epoch began

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if epoch and tonumber(epoch) >= tonumber(ARGV[1]) then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local resumesAt = ARGV[9] == '0' and 0 or now + tonumber(ARGV[9])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1],
  'epoch', ARGV[1], 'last', ARGV[2], 'watermark', ARGV[2], 'ceiling', ARGV[3],
  'version', ARGV[4], 'opensAt', ARGV[5], 'closesAt', ARGV[6], 'rate', ARGV[7],
  'free', ARGV[8], 'held', 0, 'seatsAt', 0, 'askAt', 0, 'unanswered', 0,
  'resumesAt', string.format('%.0f', resumesAt), 'tokens', 0, 'tokensAt', 0, 'steppedAt', 0, 'step', 0,
  'recalls', 0, 'pace', 0, 'paceAt', 0, 'dropsAt', 0,
  'drawn', ARGV[10], 'gathering', (resumesAt > 0 or ARGV[10] == '0') and 1 or 0, 'lobby', ARGV[11], 'arrivals', 0)
return 1
