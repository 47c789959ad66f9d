-- Begins an epoch of a line.
--
-- Promises: its numbers begin above `base`, its watermark stands there too, and nobody is called before the pause is
-- over, nor before the draw. An epoch that has begun, or a later one, is left as it is.
--
-- KEYS  1 line
-- ARGV  1 epoch  2 base  3 ceiling  4 seats  5 pause in ms, in which people are awaited  6 1 when the draw is over
--       7 people in the lobby  8.. the terms, as terms.lua takes them from its second on
-- Reply 1 when the epoch began

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if epoch and tonumber(epoch) >= tonumber(ARGV[1]) then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local resumesAt = ARGV[5] == '0' and 0 or now + tonumber(ARGV[5])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1],
  'epoch', ARGV[1], 'last', ARGV[2], 'watermark', ARGV[2], 'ceiling', ARGV[3],
  'free', ARGV[4], 'held', 0, 'seatsAt', 0, 'askAt', 0, 'unanswered', 0, 'ease', 1, 'easedAt', 0,
  'resumesAt', string.format('%.0f', resumesAt), 'tokens', 0, 'tokensAt', 0, 'steppedAt', 0, 'step', 0,
  'recalls', 0, 'abandoned', 0, 'calls', 0, 'dropsAt', 0,
  'drawn', ARGV[6], 'gathering', (resumesAt > 0 or ARGV[6] == '0') and 1 or 0, 'lobby', ARGV[7], 'arrivals', 0,
  'version', ARGV[8], 'opensAt', ARGV[9], 'closesAt', ARGV[10], 'rate', ARGV[11], 'paused', ARGV[12],
  'draining', ARGV[13], 'cap', ARGV[14], 'passesFrom', ARGV[15])
return 1
